package wine

import (
	"fmt"
	"net/netip"
	"os/exec"
	"strings"
	"testing"

	"ftr/internal/chain"
)

// The back end for Windows is a Conn as every other, by Wine's ICMP calls and through
// Linux routers.
func TestConnOnWindows(t *testing.T) {
	Require(t)
	if !chain.Inside(t) {
		return
	}
	program, err := BuildTest(t.TempDir(), "ftr/socket")
	if err != nil {
		t.Fatal(err)
	}
	c := chain.New(t, false)
	s := New(t, (*exec.Cmd).Start)
	args := s.Args(program, "-test.run=^TestConnThroughLinuxRoutersOnWine$", "-test.v", "-test.timeout=30s")
	p := exec.CommandContext(t.Context(), args[0], args[1:]...)
	p.Env = s.Env(fmt.Sprintf("FTR_WINE_PATH=%s;%s", list(c.Routers), list(c.Hosts)))
	out, err := p.CombinedOutput()
	t.Logf("in Wine:\n%s", out)
	if err != nil || !strings.Contains(string(out), "--- PASS: TestConnThroughLinuxRoutersOnWine") {
		t.Error(err)
	}
}

// list writes addresses with commas between them.
func list(as []netip.Addr) string {
	var words []string
	for _, a := range as {
		words = append(words, a.String())
	}
	return strings.Join(words, ",")
}
