package main

import "strings"

// foreign says, for options of traceroute, mtr and ping that ftr does not have,
// what to do instead. A key is an option without its dashes.
var foreign = map[string]string{
	// traceroute(8)
	"dont-fragment": "write --df, or -F",
	"g":             "source routing is not in ftr, routers drop such packets",
	"gateway":       "source routing is not in ftr, routers drop such packets",
	"N":             "all hops are probed at once already",
	"sim-queries":   "all hops are probed at once already",
	"l":             "the flow label cannot be set",
	"flowlabel":     "the flow label cannot be set",
	"r":             "every run is a report; leave it out (for another interface: -i NAME)",
	"z":             "AS numbers are always shown; for the interval between probes write -i 10ms",
	"sendwait":      "for the interval between probes write -i 10ms",
	"M":             "choose the method with -I, -U or -T; for a mark write --mark N, to forbid fragments --df",
	"module":        "choose the method with -I, -U or -T",
	"O":             "methods have no options of their own",
	"options":       "methods have no options of their own",
	"D":             "DCCP is not in ftr; choose the method with -I, -U or -T",
	"dccp":          "DCCP is not in ftr; choose the method with -I, -U or -T",
	"P":             "for a port write -p PORT, for a method -I, -U or -T",
	"d":             "to see what ftr does write -v, or -vv",
	"debug":         "to see what ftr does write -v, or -vv",
	"a":             "AS numbers are always shown; for a source address write -s ADDRESS",
	"back":          "a way back of another length is noted by itself; with -j each probe has its reply_ttl",
	"sport":         "the source port is ftr's own, one for the whole trace",
	"fwmark":        "write --mark N",
	"x":             "for machines write -j (JSON)",
	"S":             "for the loss of each hop write -q 10",
	"E":             "extensions (MPLS, interfaces) are always shown",

	// mtr(8)
	"u":             "for UDP write -U",
	"address":       "for a source address write -s ADDRESS",
	"b":             "addresses are always shown",
	"show-ips":      "addresses are always shown",
	"filename":      "ftr takes one target; run it once for each",
	"first-ttl":     "write -f TTL",
	"max-ttl":       "write -m TTL",
	"max-unknown":   "silent hops end by themselves",
	"L":             "the source port is ftr's own, one for the whole trace",
	"localport":     "the source port is ftr's own, one for the whole trace",
	"psize":         "write --size BYTES",
	"B":             "the payload cannot be set",
	"bitpattern":    "the payload cannot be set",
	"interval":      "for the interval between probes write -i 10ms",
	"G":             "for the wait per probe write -w 2",
	"gracetime":     "for the wait per probe write -w 2",
	"Q":             "for the type of service write --tos N, for a code point --dscp NAME",
	"mpls":          "MPLS labels are always shown",
	"Z":             "for the wait per probe write -w 2",
	"timeout":       "for the wait per probe write -w 2, for the whole trace -W 5s",
	"report":        "every run is a report; leave it out",
	"report-wide":   "every run is a report; for one that nothing is cut in write --wide",
	"report-cycles": "write -q COUNT",
	"xml":           "for machines write -j (JSON)",
	"C":             "for machines write -j (JSON)",
	"csv":           "for machines write -j (JSON)",
	"raw":           "for raw sockets write --socket-mode raw, for machines -j (JSON)",
	"split":         "for machines write -j (JSON)",
	"curses":        "ftr prints once; there is no live display",
	"displaymode":   "ftr prints once; there is no live display",
	"no-dns":        "write -n",
	"o":             "the columns are fixed; for machines write -j (JSON)",
	"order":         "the columns are fixed; for machines write -j (JSON)",
	"y":             "origin and AS are always shown",
	"ipinfo":        "origin and AS are always shown",
	"aslookup":      "AS numbers are always shown",

	// ping(8)
	"k": "for a mark write --mark N",
	"R": "routes are recorded by their replies",
}

// adviseForeign returns what to say of an option that ftr does not have, given
// without its dashes.
func adviseForeign(name string) error {
	dashes := "--"
	if len([]rune(name)) == 1 {
		dashes = "-"
	}
	if advice, ok := foreign[name]; ok {
		return usagef(advice, "%s%s is not an option", dashes, name)
	}
	return usagef("see ftr --help", "%s%s is not an option", dashes, strings.ToValidUTF8(name, "?"))
}
