package wine

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// template is a prefix as Wine makes it, with what Go's runtime needs. It is made
// once for a version of Wine, in the user's cache: that takes 6 s. No program runs
// in it.
var template = sync.OnceValues(func() (string, error) {
	version, err := exec.Command("wine", "--version").Output()
	if err != nil {
		return "", fmt.Errorf("asking for Wine's version: %w", err)
	}
	cache, err := os.UserCacheDir()
	if err != nil { // no $HOME
		cache = os.TempDir()
	}
	cache = filepath.Join(cache, "ftr-test")
	if err := os.MkdirAll(cache, 0o755); err != nil {
		return "", err
	}
	dir := filepath.Join(cache, fmt.Sprintf("wine-%x", sha256.Sum256(append(version, shim()...)))[:40])
	unlock, err := lock(dir + ".lock")
	if err != nil {
		return "", err
	}
	defer func() { _ = unlock() }()
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		return dir, err
	}
	return dir, makeTemplate(dir)
})

// lock keeps other tests from making the same template at the same time.
func lock(file string) (unlock func() error, err error) {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, err
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX); err != nil {
		return nil, errors.Join(fmt.Errorf("locking %s: %w", file, err), f.Close())
	}
	return f.Close, nil
}

// makeTemplate makes the template under another name first, so that what is there
// is whole.
func makeTemplate(dir string) error {
	unfinished := dir + ".unfinished"
	if err := os.RemoveAll(unfinished); err != nil {
		return err
	}
	if err := boot(unfinished); err != nil {
		return err
	}
	system := filepath.Join(unfinished, "drive_c", "windows", "system32")
	dll := filepath.Join(system, "bcryptprimitives.dll")
	if _, err := os.Stat(dll); errors.Is(err, fs.ErrNotExist) {
		if err := os.WriteFile(dll, shim(), 0o644); err != nil {
			return err
		}
	}
	if err := slim(filepath.Join(unfinished, "drive_c")); err != nil {
		return err
	}
	return os.Rename(unfinished, dir)
}

// boot lets Wine make a prefix, in a network namespace without links.
func boot(prefix string) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	args := slices.Concat(loader, []string{"wineboot", "--init"})
	c := exec.CommandContext(ctx, args[0], args[1:]...)
	c.Env = environment(prefix)
	c.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET}
	if err := c.Run(); err != nil {
		return errors.Join(fmt.Errorf("making a Wine prefix: %w", err), kill(prefix))
	}
	// The registry is written when the server ends by itself.
	c = exec.CommandContext(ctx, "wineserver", "--kill")
	c.Env = environment(prefix)
	if err := c.Run(); err != nil {
		return errors.Join(fmt.Errorf("ending the wineserver: %w", err), kill(prefix))
	}
	return kill(prefix)
}

// environment is that of Wine's programs: without a window system, debugging
// messages, and the parts that would ask to be downloaded. By FTR_WINE tests know that
// Windows is Wine; what end-to-end tests need (FTR_E2E) is not to be had there.
func environment(prefix string, more ...string) []string {
	env := append(os.Environ(), "WINEPREFIX="+prefix, "WINEDEBUG=-all", "WINEDLLOVERRIDES=mscoree,mshtml=", "DISPLAY=", "FTR_WINE=1", "FTR_E2E=")
	return append(env, more...)
}
