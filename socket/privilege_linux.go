package socket

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
	"kernel.org/pub/linux/libs/security/libcap/cap"
)

// dropPrivileges sets the group before the user, who may not set it any more, and
// the capabilities last: those of root do not go with a change of user where the
// real one is root, too (capabilities(7)). Ambient capabilities go with the
// permitted ones.
func dropPrivileges() error {
	if gid := os.Getgid(); gid != os.Getegid() {
		if err := unix.Setresgid(gid, gid, gid); err != nil {
			return fmt.Errorf("becoming group %d: %w", gid, err)
		}
	}
	if uid := os.Getuid(); uid != os.Geteuid() {
		if err := unix.Setresuid(uid, uid, uid); err != nil {
			return fmt.Errorf("becoming user %d: %w", uid, err)
		}
	}
	if err := cap.NewSet().SetProc(); err != nil {
		return fmt.Errorf("giving up capabilities: %w", err)
	}
	return nil
}
