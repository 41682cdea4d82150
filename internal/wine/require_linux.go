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

// loader is the command line before a Windows program. Wine needs the page at
// 0x7ffe0000 in each process. Linux begins the heap of Wine's loader somewhere in the
// gigabyte from 0x7d000000 on; where that page is taken, which is once in some thousand
// programs, Wine starts no program ("Internal error."). Without randomization the heap
// begins 47 MB below. What a program starts has the same.
var loader = []string{"setarch", "--addr-no-randomize", "wine"}

// missing says what Wine lacks to run here, or nil.
var missing = sync.OnceValue(func() error {
	var errs []error
	for _, program := range []string{"setarch", "wine", "wineserver"} {
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
