//go:build unix

package enrich

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"testing"
)

func TestResolverFrom(t *testing.T) {
	dir := t.TempDir()
	conf, hosts := filepath.Join(dir, "resolv.conf"), filepath.Join(dir, "hosts")
	missing := filepath.Join(dir, "missing")
	write := func(name, text string) {
		if err := os.WriteFile(name, []byte(text), fs.ModePerm); err != nil {
			t.Fatal(err)
		}
	}
	write(conf, "nameserver 192.168.1.1\n")
	write(hosts, "192.168.1.9 nas\n")

	r, err := resolverFrom(conf, hosts)
	if err != nil || fmt.Sprint(r.Servers, r.Hosts.find("nas")) != "[192.168.1.1:53] [192.168.1.9]" {
		t.Errorf("got %v, %v", r, err)
	}
	r, err = resolverFrom(missing, missing)
	if err != nil || fmt.Sprint(r.Servers, r.Hosts.find("nas")) != "[127.0.0.1:53] []" {
		t.Errorf("without files: got %v, %v", r, err)
	}
	if _, err := resolverFrom(dir, hosts); err == nil {
		t.Error("a directory for resolv.conf: got no error")
	}
}

// Windows could tell as well, but Go asks it not to (SIO_UDP_NETRESET).
func TestExchangeWithAClosedPort(t *testing.T) {
	var refused *net.OpError // its cause has another name on each system
	if _, err := exchange(t.Context(), message(txtQuestion), closedPort(t)); !errors.As(err, &refused) {
		t.Errorf("got %v, want %T", err, refused)
	}
}
