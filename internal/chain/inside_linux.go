package chain

import (
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"testing"

	"ftr/internal/lab"
)

// InsideEnv is set in the processes that Inside and Again start.
const InsideEnv = "FTR_TEST_INSIDE"

// Inside runs the calling test again in a process of its own, which has a new
// network namespace, and reports false; there it reports true. Namespaces and
// all in them are gone when that process ends.
func Inside(t *testing.T) bool {
	t.Helper()
	if os.Getenv(InsideEnv) == t.Name() {
		return true
	}
	lab.Require(t) // which needs namespaces, too
	Again(t, &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET}, t.Name())
	return false
}

// Again runs the calling test in a new process, which finds env in InsideEnv.
// Another user may not enter the folders of the test and of its binary: the one
// is left, and the other handed over open.
func Again(t *testing.T, attr *syscall.SysProcAttr, env string) {
	t.Helper()
	self, err := os.Open("/proc/self/exe")
	if err != nil {
		t.Fatal(err)
	}
	defer self.Close()
	cmd := exec.Command("/proc/self/fd/3", "-test.run=^"+t.Name()+"$", "-test.v="+fmt.Sprint(testing.Verbose()), "-test.timeout=60s")
	cmd.ExtraFiles = []*os.File{self}
	if attr.Credential != nil {
		cmd.Dir = "/"
	}
	// A process under the race detector otherwise waits a second before it ends.
	cmd.Env = append(os.Environ(), InsideEnv+"="+env, "GORACE=atexit_sleep_ms=0")
	cmd.SysProcAttr = attr
	out, err := cmd.CombinedOutput()
	t.Logf("in a process of its own:\n%s", out)
	if err != nil {
		t.Error(err)
	}
}
