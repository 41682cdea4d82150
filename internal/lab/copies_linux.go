package lab

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// copies are programs that everyone may run, of such that lie where only root
// may look, as what the go command builds does. A copy has none of the file
// capabilities of the original. The zero value is ready.
type copies struct {
	mu    sync.Mutex // guards paths
	paths map[original]string
}

// An original is one state of a file.
type original struct {
	path    string
	changed time.Time
}

// executable returns path if everyone can run it, else the path of a copy in
// dir. (A copy is made with the lock held: two of one program would collide.)
func (c *copies) executable(path, dir string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	if forEveryone(path) {
		return path, nil
	}
	info, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	key := original{path, info.ModTime()}
	if p, ok := c.paths[key]; ok {
		return p, nil
	}
	to := filepath.Join(dir, fmt.Sprintf("%d-%s", len(c.paths), filepath.Base(path)))
	if err := copyFile(to, path); err != nil {
		return "", err
	}
	if c.paths == nil {
		c.paths = make(map[original]string)
	}
	c.paths[key] = to
	return to, nil
}

// forEveryone reports whether the permissions of the file and of the directories
// above it let others than owner and group run it.
func forEveryone(path string) bool {
	const read, execute = 0o004, 0o001
	need := os.FileMode(read | execute)
	for {
		info, err := os.Stat(path)
		if err != nil || info.Mode()&need != need {
			return false
		}
		if path == filepath.Dir(path) {
			return true
		}
		path, need = filepath.Dir(path), execute
	}
}

func copyFile(to, from string) error {
	src, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { _ = src.Close() }()
	dst, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o755)
	if err != nil {
		return err
	}
	_, err = io.Copy(dst, src)
	// The umask may have taken bits away.
	return errors.Join(err, dst.Chmod(0o755), dst.Close())
}
