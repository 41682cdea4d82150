//go:build darwin || dragonfly || freebsd || netbsd || openbsd

package socket

import (
	"fmt"
	"os"
	"syscall"
)

// dropPrivileges sets the group before the user, who may not set it any more. With
// a set-user-ID of root either sets the saved one, too (setuid(2)), and all threads
// of a process have the same.
func dropPrivileges() error {
	if gid := os.Getgid(); gid != os.Getegid() {
		if err := syscall.Setgid(gid); err != nil {
			return fmt.Errorf("becoming group %d: %w", gid, err)
		}
	}
	if uid := os.Getuid(); uid != os.Geteuid() {
		if err := syscall.Setuid(uid); err != nil {
			return fmt.Errorf("becoming user %d: %w", uid, err)
		}
	}
	return nil
}
