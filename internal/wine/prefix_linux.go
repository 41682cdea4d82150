package wine

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
)

// newPrefix fills the empty directory dir with what makes it a prefix of its own:
// the registry, which Wine writes in place, and the drives. The drive C: leads to that
// of the template, but for temporary files.
func newPrefix(dir, template string) error {
	for _, name := range []string{"system.reg", "user.reg", "userdef.reg", ".update-timestamp"} {
		b, err := os.ReadFile(filepath.Join(template, name))
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, name), replaceTemp(b), 0o644); err != nil {
			return err
		}
	}
	c, drives := filepath.Join(dir, "drive_c"), filepath.Join(dir, "dosdevices")
	err := errors.Join(
		os.MkdirAll(filepath.Join(c, "temp"), 0o755),
		os.Mkdir(drives, 0o755),
		os.Symlink("../drive_c", filepath.Join(drives, "c:")),
		os.Symlink("/", filepath.Join(drives, "z:")),
	)
	if err != nil {
		return err
	}
	folders, err := filepath.Glob(filepath.Join(template, "drive_c", "*"))
	for _, folder := range folders {
		err = errors.Join(err, os.Symlink(folder, filepath.Join(c, filepath.Base(folder))))
	}
	return err
}

// tempVariables are the lines of the registry that say where temporary files go. The
// environment does not count.
var tempVariables = regexp.MustCompile(`(?m)^"(TEMP|TMP)"="C:.*"$`)

// replaceTemp replaces the directory for temporary files in a registry.
func replaceTemp(registry []byte) []byte {
	return tempVariables.ReplaceAll(registry, []byte(`"$1"="C:\\temp"`))
}
