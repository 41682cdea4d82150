package trace_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ftr/internal/simnet"
	"ftr/socket"
	"ftr/trace"
)

// destLine returns the test's world with another last line.
func destLine(line string) string {
	return world[:strings.Index(world, "dest")] + line + "\n"
}

// startText starts a world.
func startText(t *testing.T, text string) *simnet.Network {
	t.Helper()
	w, err := simnet.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return w.Start()
}

// alternativeWords writes alternatives as "PROTOCOL PORT KIND@RTT".
func alternativeWords(as []trace.Alternative) string {
	kinds := map[socket.Kind]string{
		socket.EchoReply: "echo", socket.PortUnreachable: "closed", socket.Data: "data",
		socket.SynAck: "open", socket.Reset: "reset",
	}
	var words []string
	for _, a := range as {
		words = append(words, fmt.Sprintf("%v %d %s@%v", a.Protocol, a.Port, kinds[a.Reply.Kind], a.Reply.RTT))
	}
	return strings.Join(words, ", ")
}

func TestAlternatives(t *testing.T) {
	tests := []struct {
		name   string
		dest   string // line of the world
		except socket.Protocol
		want   string
		took   time.Duration
	}{
		{
			name: "are in a fixed order and take no longer than the slowest answer",
			dest: "dest 142.251.46.174 rtt=25ms",
			want: "ICMP 0 echo@25ms, UDP 33434 closed@25ms, TCP 443 open@25ms", took: 25 * ms,
		},
		{
			name:   "leave out the trace's own protocol",
			dest:   "dest 142.251.46.174 rtt=25ms",
			except: socket.ICMP,
			want:   "UDP 33434 closed@25ms, TCP 443 open@25ms", took: 25 * ms,
		},
		{
			name:   "tell a closed TCP port and UDP data",
			dest:   "dest 142.251.46.174 rtt=25ms udp=open tcp=closed",
			except: socket.ICMP,
			want:   "UDP 33434 data@25ms, TCP 443 reset@25ms", took: 25 * ms,
		},
		{
			name:   "are waited for a second where one is silent",
			dest:   "dest 142.251.46.174 rtt=25ms udp=silent",
			except: socket.ICMP,
			want:   "TCP 443 open@25ms", took: 1000 * ms,
		},
		{
			name: "are asked twice",
			dest: "dest 142.251.46.174 rtt=25ms drop=3",
			want: "ICMP 0 echo@25ms, UDP 33435 closed@25ms, TCP 443 open@25ms", took: 275 * ms,
		},
		{
			name:   "may answer after the second probe has left",
			dest:   "dest 142.251.46.174 rtt=300ms udp=open",
			except: socket.TCP,
			want:   "ICMP 0 echo@300ms, UDP 33434 data@300ms", took: 300 * ms,
		},
		{
			name: "are none where the target cannot be reached",
			dest: "hop 81.2.64.77 rtt=20ms unreachable=!X\ndest 142.251.46.174 rtt=25ms",
			want: "", took: 20 * ms,
		},
		{
			name: "are none where all is silent",
			dest: "dest 142.251.46.174 icmp=silent udp=silent tcp=silent",
			want: "", took: 1000 * ms,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := startText(t, destLine(tt.dest))
				began := time.Now()
				got := alternativeWords(trace.Alternatives(t.Context(), dest, tt.except, socket.Config{}, n.Open))
				if took := time.Since(began); got != tt.want || took != tt.took {
					t.Errorf("%q after %v, want %q after %v", got, took, tt.want, tt.took)
				}
			})
		})
	}
}

func TestAlternativesUseUnprivilegedSocketsOfTheirOwn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := startText(t, world)
		asked := make(chan socket.Config, 3)
		open := func(c socket.Config) (socket.Conn, socket.Info, error) {
			asked <- c
			return n.Open(c)
		}
		c := socket.Config{Protocol: socket.TCP, Mode: socket.Raw, Port: 80, TOS: 8, Interface: "eth0"}
		trace.Alternatives(t.Context(), dest, socket.TCP, c, open)
		close(asked)
		for got := range asked {
			if got.Mode != socket.Datagram || got.Port != 0 || got.Protocol == socket.TCP {
				t.Errorf("opened %+v, want a datagram socket of another protocol for its own port", got)
			}
			if got.TOS != 8 || got.Interface != "eth0" {
				t.Errorf("opened %+v, want TOS and interface as those of the trace", got)
			}
		}
	})
}

func TestAlternativesEndWithTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := startText(t, destLine("dest 142.251.46.174 rtt=25ms udp=silent"))
		ctx, cancel := context.WithTimeout(t.Context(), 40*ms)
		defer cancel()
		began := time.Now()
		got := alternativeWords(trace.Alternatives(ctx, dest, socket.ICMP, socket.Config{}, n.Open))
		if took := time.Since(began); got != "TCP 443 open@25ms" || took != 40*ms {
			t.Errorf("%q after %v, want what had answered after 40ms", got, took)
		}
	})
}

func TestAlternativesLeaveOutWhatFails(t *testing.T) {
	tests := []struct {
		name  string
		spoil func(c socket.Config, n *simnet.Network) (socket.Conn, socket.Info, error)
	}{
		{"to open", func(socket.Config, *simnet.Network) (socket.Conn, socket.Info, error) {
			return nil, socket.Info{}, fs.ErrPermission
		}},
		{"while it waits", func(c socket.Config, n *simnet.Network) (socket.Conn, socket.Info, error) {
			conn, info, err := n.Open(c)
			time.AfterFunc(10*ms, func() { conn.Close() })
			return conn, info, err
		}},
	}
	for _, tt := range tests {
		synctest.Test(t, func(t *testing.T) {
			n := startText(t, world)
			open := func(c socket.Config) (socket.Conn, socket.Info, error) {
				if c.Protocol == socket.UDP {
					return tt.spoil(c, n)
				}
				return n.Open(c)
			}
			began := time.Now()
			got := alternativeWords(trace.Alternatives(t.Context(), dest, socket.ICMP, socket.Config{}, open))
			if took := time.Since(began); got != "TCP 443 open@25ms" || took != 25*ms {
				t.Errorf("where UDP fails %s: %q after %v, want TCP after 25ms", tt.name, got, took)
			}
		})
	}
}

func TestAlternativesThatCannotBeSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := startText(t, world)
		n.SendErr = func(socket.Probe) error { return errors.New("no route") }
		if got := trace.Alternatives(t.Context(), dest, socket.ICMP, socket.Config{}, n.Open); got != nil {
			t.Errorf("%s, want none", alternativeWords(got))
		}
	})
}
