package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/netip"
	"regexp"
	"strconv"
	"time"
)

// A row is what a tool says about one TTL: an address and the least round-trip
// time that it gives for it.
type row struct {
	ttl  int
	addr netip.Addr
	rtt  time.Duration
}

// A parser reads the rows out of a tool's output. Silent hops make no row.
type parser func(out []byte) ([]row, error)

func newRow(ttl int, addr string, ms float64) (row, bool) {
	a, err := netip.ParseAddr(addr)
	return row{ttl, a, time.Duration(ms * float64(time.Millisecond))}, err == nil
}

// parseFtr reads the JSON of ftr, and of the Rust tool whose keys it keeps.
func parseFtr(out []byte) ([]row, error) {
	var doc struct {
		Hops []struct {
			TTL     int     `json:"ttl"`
			Address string  `json:"address"`
			RTT     float64 `json:"rtt_ms"`
		} `json:"hops"`
	}
	if err := json.Unmarshal(out, &doc); err != nil {
		return nil, fmt.Errorf("reading ftr's JSON: %w", err)
	}
	var rows []row
	for _, h := range doc.Hops {
		if r, ok := newRow(h.TTL, h.Address, h.RTT); ok {
			rows = append(rows, r)
		}
	}
	return rows, nil
}

var (
	tracerouteLine  = regexp.MustCompile(`(?m)^ *(\d+) +(.*)$`)
	tracerouteReply = regexp.MustCompile(`([0-9a-f:.]{3,}) +([0-9.]+) ms`)
)

// parseTraceroute reads the lines of traceroute -n, with one query or more.
func parseTraceroute(out []byte) ([]row, error) {
	var rows []row
	for _, line := range tracerouteLine.FindAllSubmatch(out, -1) {
		ttl, err := strconv.Atoi(string(line[1]))
		if err != nil {
			return nil, fmt.Errorf("reading a line of traceroute: %w", err)
		}
		for _, reply := range tracerouteReply.FindAllSubmatch(line[2], -1) {
			ms, _ := strconv.ParseFloat(string(reply[2]), 64)
			if r, ok := newRow(ttl, string(reply[1]), ms); ok {
				rows = append(rows, r)
			}
		}
	}
	return rows, nil
}

// parseMTR reads the JSON of mtr --json -n.
func parseMTR(out []byte) ([]row, error) {
	var doc struct {
		Report struct {
			Hubs []struct {
				Count int     `json:"count"`
				Host  string  `json:"host"`
				Best  float64 `json:"Best"`
			} `json:"hubs"`
		} `json:"report"`
	}
	if err := json.Unmarshal(out, &doc); err != nil {
		return nil, fmt.Errorf("reading mtr's JSON: %w", err)
	}
	var rows []row
	for _, h := range doc.Report.Hubs {
		if r, ok := newRow(h.Count, h.Host, h.Best); ok {
			rows = append(rows, r)
		}
	}
	return rows, nil
}

// parseScamper reads the JSON lines of scamper -O json.
func parseScamper(out []byte) ([]row, error) {
	var rows []row
	for line := range bytes.Lines(out) {
		var doc struct {
			Type string `json:"type"`
			Hops []struct {
				Addr string  `json:"addr"`
				TTL  int     `json:"probe_ttl"`
				RTT  float64 `json:"rtt"`
			} `json:"hops"`
		}
		if err := json.Unmarshal(line, &doc); err != nil {
			return nil, fmt.Errorf("reading scamper's JSON: %w", err)
		}
		for _, h := range doc.Hops {
			if r, ok := newRow(h.TTL, h.Addr, h.RTT); ok && doc.Type == "trace" {
				rows = append(rows, r)
			}
		}
	}
	return rows, nil
}

// parseTrippy reads the report of trip -m json, whose numbers are strings.
func parseTrippy(out []byte) ([]row, error) {
	var doc struct {
		Hops []struct {
			TTL   int `json:"ttl"`
			Hosts []struct {
				IP string `json:"ip"`
			} `json:"hosts"`
			Best string `json:"best"`
		} `json:"hops"`
	}
	if err := json.Unmarshal(out, &doc); err != nil {
		return nil, fmt.Errorf("reading trippy's JSON: %w", err)
	}
	var rows []row
	for _, h := range doc.Hops {
		ms, _ := strconv.ParseFloat(h.Best, 64)
		for _, host := range h.Hosts {
			if r, ok := newRow(h.TTL, host.IP, ms); ok {
				rows = append(rows, r)
			}
		}
	}
	return rows, nil
}
