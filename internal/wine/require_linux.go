package wine

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"testing"

	"ftr/internal/lab"
)

// missing says what Wine lacks to run here, or nil.
var missing = sync.OnceValue(func() error {
	var errs []error
	for _, program := range []string{"wine", "wineserver"} {
		if _, err := exec.LookPath(program); err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
})

// Require skips the test with the reason where Wine is missing, or what a Lab needs.
// With FTR_E2E=require in the environment, as in CI, it fails the test instead.
func Require(t testing.TB) {
	t.Helper()
	lab.Require(t)
	if err := watch(); err != nil {
		t.Fatal(err)
	}
	err := missing()
	if err == nil {
		return
	}
	why := fmt.Sprintf("tests of Windows programs need Wine (apt-get install --no-install-recommends wine wine64): %v", err)
	if os.Getenv("FTR_E2E") == "require" {
		t.Fatal(why)
	}
	t.Skip(why)
}
