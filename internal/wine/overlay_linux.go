package wine

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// Go asks each UDP socket not to report that a port is closed (SIO_UDP_NETRESET),
// and opens none where Windows refuses that. Wine has no such call and refuses it
// with WSAEOPNOTSUPP (10045). The overlay of package net takes that for granted; it
// is for tests alone.
var (
	asked   = []byte("windows.SIO_UDP_NETRESET")
	refused = []byte("if err != nil {")
	granted = []byte("if err != nil && err != syscall.Errno(10045) {")
)

// writeOverlay writes the file for the flag -overlay of the go command into dir,
// and returns its name.
func writeOverlay(dir string) (string, error) {
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return "", fmt.Errorf("asking for GOROOT: %w", err)
	}
	original := filepath.Join(string(bytes.TrimSpace(root)), "src", "net", "fd_windows.go")
	text, err := os.ReadFile(original)
	if err != nil {
		return "", err
	}
	changed, err := grant(text)
	if err != nil {
		return "", fmt.Errorf("%s: %w", original, err)
	}
	replacement := filepath.Join(dir, "fd_windows.go")
	if err := os.WriteFile(replacement, changed, 0o644); err != nil {
		return "", err
	}
	overlay, err := json.Marshal(map[string]map[string]string{"Replace": {original: replacement}})
	if err != nil {
		return "", err
	}
	name := filepath.Join(dir, "overlay.json")
	return name, os.WriteFile(name, overlay, 0o644)
}

// grant changes the first error check behind the call in the source of package net.
func grant(text []byte) ([]byte, error) {
	before, after, found := bytes.Cut(text, asked)
	check := bytes.Index(after, refused)
	if !found || check < 0 {
		return nil, errors.New("there is nothing to replace; has package net changed?")
	}
	changed := bytes.Replace(after, refused, granted, 1)
	return bytes.Join([][]byte{before, asked, changed}, nil), nil
}
