package socket

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// The numbers that stand in systems.go, since code of every system reads them, are
// those that golang.org/x/sys/unix has from each system's headers.
func TestNumbersAreThoseOfTheHeaders(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", "{{.Dir}}", "golang.org/x/sys/unix").Output()
	if err != nil {
		t.Fatal(err)
	}
	dir := strings.TrimSpace(string(out))
	for goos, q := range map[string]quirks{
		"darwin": darwin, "freebsd": freebsd, "openbsd": openbsd, "netbsd": netbsd, "dragonfly": dragonfly,
	} {
		files, err := filepath.Glob(filepath.Join(dir, "zerrors_"+goos+"_*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: no files in %s, %v", goos, dir, err)
		}
		for _, f := range files {
			headers := constants(t, f)
			for name, got := range q.named() {
				if want, ok := headers[name]; got != want || !ok && got != 0 {
					t.Errorf("%s: %s is %#x, want %#x", filepath.Base(f), name, got, want)
				}
			}
		}
	}
}

// named returns the numbers by the names that headers give them.
func (q quirks) named() map[string]int {
	return map[string]int{
		"SOL_SOCKET": q.socket, "SO_TIMESTAMP": q.stamp.option, "SCM_TIMESTAMP": q.stamp.got,
		"IP_HDRINCL": q.includeHeader, "IP_TOS": q.tos, "IP_TTL": q.ttl,
		"IP_RECVTTL": q.recvTTL, "IP_BOUND_IF": q.boundInterface,
		"ICMP6_FILTER": q.icmp6Filter, "IPV6_UNICAST_HOPS": q.hops6,
		"IPV6_RECVHOPLIMIT": q.recvHops6, "IPV6_HOPLIMIT": q.hopLimit6,
		"IPV6_RECVPKTINFO": q.recvInfo6, "IPV6_PKTINFO": q.info6,
		"IPV6_TCLASS": q.class6, "IPV6_DONTFRAG": q.whole6, "IPV6_BOUND_IF": q.boundInterface6,
		"IPPROTO_IP": levelIP, "IPPROTO_IPV6": levelIPv6, "IPPROTO_ICMPV6": levelICMPv6,
	}
}

// constants returns the numeric constants of a Go file.
func constants(t *testing.T, file string) map[string]int {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	numbers := make(map[string]int)
	ast.Inspect(f, func(n ast.Node) bool {
		v, ok := n.(*ast.ValueSpec)
		if !ok || len(v.Names) != 1 || len(v.Values) != 1 {
			return true
		}
		if lit, ok := v.Values[0].(*ast.BasicLit); ok && lit.Kind == token.INT {
			if i, err := strconv.ParseInt(lit.Value, 0, 64); err == nil {
				numbers[v.Names[0].Name] = int(i)
			}
		}
		return true
	})
	return numbers
}
