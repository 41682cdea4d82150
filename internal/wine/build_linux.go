package wine

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// Build builds a command for Windows and returns the path of the program, which lies
// in dir.
func Build(dir, pkg string) (string, error) {
	return goBuild(dir, filepath.Base(pkg)+".exe", pkg, "build")
}

// BuildTest builds the tests of a package for Windows and returns the path of the
// program, which lies in dir.
func BuildTest(dir, pkg string) (string, error) {
	return goBuild(dir, filepath.Base(pkg)+".test.exe", pkg, "test", "-c")
}

func goBuild(dir, name, pkg string, command ...string) (string, error) {
	overlay, err := writeOverlay(dir)
	if err != nil {
		return "", err
	}
	program := filepath.Join(dir, name)
	// With -trimpath, as releases are built, most packages are those that vet or a
	// release has built.
	c := exec.Command("go", append(command, "-trimpath", "-overlay", overlay, "-o", program, pkg)...)
	c.Env = append(os.Environ(), "GOOS=windows", "GOARCH=amd64", "CGO_ENABLED=0", "GOFLAGS=")
	if out, err := c.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building %s for Windows: %w\n%s", pkg, err, out)
	}
	return program, nil
}
