package lab

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

const (
	resolvConf   = "nameserver 127.0.0.1\n"
	hosts        = "127.0.0.1 localhost\n::1 localhost\n"
	nsswitchConf = "passwd: files\ngroup: files\nhosts: files dns\n"
)

// mountFiles writes the machine's files into dir and mounts them over those of
// the host, in the calling thread's mount namespace. A file that the host does
// not have stays missing: then the resolvers' defaults say the same (see
// resolv.conf(5) and nsswitch.conf(5)).
func mountFiles(dir string, o Options) error {
	files := map[string]string{
		"/etc/resolv.conf":   resolvConf,
		"/etc/hosts":         hosts + o.Hosts,
		"/etc/nsswitch.conf": nsswitchConf,
	}
	if o.ResolvConf != "" {
		files["/etc/resolv.conf"] = o.ResolvConf
	}
	for target, text := range files {
		source := filepath.Join(dir, filepath.Base(target))
		if err := os.WriteFile(source, []byte(text), 0o644); err != nil {
			return err
		}
		err := unix.Mount(source, target, "", unix.MS_BIND, "")
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("mounting over %s: %w", target, err)
		}
	}
	return nil
}
