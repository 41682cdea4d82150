package wine

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
)

// watch looks at each file of this module. The go command takes the result of a test
// for that of the next run as long as what the test imports and looks at stays the
// same; it does not see that a test has programs built for another system.
var watch = sync.OnceValue(func() error {
	mod, err := exec.Command("go", "env", "GOMOD").Output()
	if err != nil {
		return err
	}
	root := filepath.Dir(string(bytes.TrimSpace(mod)))
	return filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return ignoreMissing(err)
		case e.IsDir() && e.Name() == ".git":
			return fs.SkipDir
		}
		_, err = os.Stat(path)
		return ignoreMissing(err)
	})
})

// ignoreMissing drops the error of a file that went while we looked: other tests make
// some.
func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
