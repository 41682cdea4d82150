package wine

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"
)

// socketDir returns the directory in which the wineservers of one user, or with
// Debian of one prefix, have their sockets. Debian chooses the name at random and
// leaves it in the prefix; the server does so before it listens.
func socketDir(prefix string) (string, error) {
	name, err := os.ReadFile(filepath.Join(prefix, "wineserver"))
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Sprintf("/tmp/.wine-%d", os.Getuid()), nil
	}
	return filepath.Join("/tmp", filepath.Base(string(name))), err
}

// serverDir returns the directory of a prefix's wineserver in that. It is called
// after the prefix's device and inode.
func serverDir(prefix string) (string, error) {
	dir, err := socketDir(prefix)
	if err != nil {
		return "", err
	}
	var s unix.Stat_t
	if err := unix.Stat(prefix, &s); err != nil {
		return "", err
	}
	return filepath.Join(dir, fmt.Sprintf("server-%x-%x", s.Dev, s.Ino)), nil
}

// awaitSocket waits until the prefix's wineserver has its socket; until then a
// program of Wine would start another server.
func awaitSocket(prefix string) error {
	for range 5000 { // 10 s and more
		dir, err := serverDir(prefix)
		if err != nil {
			return err
		}
		if _, err := os.Stat(filepath.Join(dir, "socket")); err == nil {
			return nil
		}
		time.Sleep(2 * time.Millisecond)
	}
	return errors.New("the wineserver does not start")
}

// removeSocket removes the directory of a prefix's wineserver, and the one above
// where that is of this prefix alone.
func removeSocket(prefix string) error {
	dir, err := serverDir(prefix)
	if err != nil {
		return err
	}
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	_ = os.Remove(filepath.Dir(dir)) // fails where others are in it
	return nil
}
