package socket_test

import (
	"net/netip"
	"testing"

	"ftr/internal/chain"
	"ftr/internal/conntest"
	"ftr/internal/lab"
	"ftr/socket"
)

// plainWays are what a system without code of its own does, and Linux can do, too.
func plainWays() map[string]socket.Config {
	return map[string]socket.Config{"raw": ways["raw"], "raw UDP": ways["raw UDP"]}
}

// The code of macOS and the BSDs passes the same test, with poll(2), headers of its
// own in IPv4 and control messages in IPv6. Each way has a chain of its own: Linux
// remembers from one what does not fit.
func TestPlainICMPThroughLinuxRouters4(t *testing.T) { plainThroughLinuxRouters(t, "raw", false) }
func TestPlainICMPThroughLinuxRouters6(t *testing.T) { plainThroughLinuxRouters(t, "raw", true) }
func TestPlainUDPThroughLinuxRouters4(t *testing.T) { plainThroughLinuxRouters(t, "raw UDP", false) }

func TestPlainUDPThroughLinuxRouters6(t *testing.T) { plainThroughLinuxRouters(t, "raw UDP", true) }

func plainThroughLinuxRouters(t *testing.T, way string, v6 bool) {
	if !chain.Inside(t) {
		return
	}
	config := plainWays()[way]
	config.IPv6, config.DontFragment = v6, true
	n := network(chain.New(t, v6), config)
	n.Open = func() (socket.Conn, error) { return socket.OpenPlain(config) }
	conntest.Run(t, n)
}

func TestPlainConnInAHostileNetwork4(t *testing.T) {
	plainInHostileNetwork(t, hostile, "142.251.46.174", "10.0.0.1", "81.2.64.2", "81.2.64.3")
}

func TestPlainConnInAHostileNetwork6(t *testing.T) {
	plainInHostileNetwork(t, hostile6, "2a00:1450:1::5", "2a00:1450::1", "2a00:1450::2", "2a00:1450::3")
}

func plainInHostileNetwork(t *testing.T, world, dst string, routers ...string) {
	for name, config := range plainWays() {
		t.Run(name, func(t *testing.T) {
			l := lab.New(t, world, lab.Options{})
			config.IPv6 = netip.MustParseAddr(dst).Is6()
			n := hostileNetwork(config, dst, routers...)
			n.Flows = true
			n.Open = func() (c socket.Conn, err error) {
				err = l.Do(func() error {
					c, err = socket.OpenPlain(config)
					return err
				})
				return c, err
			}
			conntest.Run(t, n)
		})
	}
}
