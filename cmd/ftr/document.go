package main

import (
	"math"
	"net/netip"
	"time"

	"ftr/enrich"
	"ftr/socket"
	"ftr/trace"
)

// schemaVersion is the version of the document below and of schema.json: it
// grows when a key goes or changes its meaning, not when one is added.
const schemaVersion = 1

// A document is the JSON output. Keys that the reference tool has too keep its
// names. Pointers are null where a thing is unknown; arrays are never null.
type document struct {
	Version        string      `json:"version"`
	SchemaVersion  int         `json:"schema_version"`
	Simulated      bool        `json:"simulated"`
	Target         *string     `json:"target"`
	TargetIP       *netip.Addr `json:"target_ip"`
	TargetHostname *string     `json:"target_hostname"`
	SourceIP       *netip.Addr `json:"source_ip"`
	PublicIP       *netip.Addr `json:"public_ip"`
	ISP            *ispDoc     `json:"isp"`
	DestinationASN *asDoc      `json:"destination_asn"`
	Hops           []hopDoc    `json:"hops"`
	ASPath         []uint32    `json:"as_path"`
	Protocol       *string     `json:"protocol"`
	SocketMode     *string     `json:"socket_mode"`
	Flow           *string     `json:"flow"`
	StartedAt      string      `json:"started_at"`
	DurationMS     float64     `json:"duration_ms"`
	ProbesSent     int         `json:"probes_sent"`
	PathMTU        *int        `json:"path_mtu"`
	Reached        bool        `json:"reached"`
	StopReason     string      `json:"stop_reason"`
	StopTTL        *int        `json:"stop_ttl"`

	Alternatives []alternativeDoc `json:"alternatives"`

	Options optionsDoc `json:"options"`
	Error   *errorDoc  `json:"error"`
}

type ispDoc struct {
	ASN         uint32  `json:"asn"`
	Name        *string `json:"name"`
	CountryCode *string `json:"country_code"`
	Hostname    *string `json:"hostname"`
	Source      string  `json:"source"`
}

type asDoc struct {
	ASN         uint32  `json:"asn"`
	Name        *string `json:"name"`
	CountryCode *string `json:"country_code"`
}

type optionsDoc struct {
	StartTTL         int         `json:"start_ttl"`
	MaxHops          int         `json:"max_hops"`
	Queries          int         `json:"queries"`
	ProbeTimeoutMS   float64     `json:"probe_timeout_ms"`
	SendIntervalMS   float64     `json:"send_launch_interval_ms"`
	OverallTimeoutMS *float64    `json:"overall_timeout_ms"`
	Port             *int        `json:"port"`
	Source           *netip.Addr `json:"source"`
	Interface        *string     `json:"interface"`
	Mark             *uint32     `json:"mark"`
	TOS              uint8       `json:"tos"`
	Size             *int        `json:"size"`
	DontFragment     bool        `json:"df"`
	FindMTU          bool        `json:"mtu"`
	Enrich           bool        `json:"enrich"`
	RDNS             bool        `json:"rdns"`
}

type errorDoc struct {
	Code    string  `json:"code"`
	Message string  `json:"message"`
	Hint    *string `json:"hint"`
}

// newDocument returns the document about a result. A nil failure means that the
// trace ran.
func newDocument(r result, f *failure) document {
	d := document{
		Version:        version,
		SchemaVersion:  schemaVersion,
		Simulated:      r.Simulated,
		Target:         orNull(r.Host),
		TargetIP:       orNull(r.Target),
		TargetHostname: orNull(r.Hostname),
		SourceIP:       orNull(r.Source),
		PublicIP:       orNull(r.Report.ISP.PublicAddr),
		ISP:            newISPDoc(r.Report.ISP),
		DestinationASN: newASDoc(r.Report.Destination),
		Hops:           []hopDoc{},
		ASPath:         []uint32{},
		StartedAt:      r.Started.UTC().Format("2006-01-02T15:04:05.000Z"),
		DurationMS:     milliseconds(r.Duration),
		ProbesSent:     r.Path.Sent,
		PathMTU:        orNull(r.Path.MTU),
		Reached:        r.Path.Reached,
		StopReason:     string(r.Path.Stop),
		StopTTL:        orNull(r.Path.StopTTL),
		Alternatives:   newAlternativeDocs(r.Alternatives),
		Options:        newOptionsDoc(r.Config),
	}
	for i, h := range r.Path.Hops {
		d.Hops = append(d.Hops, newHopDoc(r, h, r.segment(i)))
	}
	for _, o := range r.ASPath {
		d.ASPath = append(d.ASPath, o.ASN)
	}
	d.describeMethod(r)
	d.describeFailure(f)
	return d
}

// describeMethod says how the probes were sent, if they were.
func (d *document) describeMethod(r result) {
	if r.Info.Protocol == socket.AnyProtocol {
		return
	}
	flow := "constant"
	if r.Path.FlowVaries || r.Info.FlowVaries {
		flow = "varies"
	}
	mode := "Raw"
	if r.Info.Mode == socket.Datagram {
		mode = "Datagram"
	}
	d.Protocol, d.SocketMode, d.Flow = orNull(r.Info.Protocol.String()), &mode, &flow
}

// describeFailure says why the trace could not run.
func (d *document) describeFailure(f *failure) {
	if f == nil {
		return
	}
	d.Error = &errorDoc{Code: f.Code, Message: f.Message, Hint: orNull(f.Hint)}
	if d.StopReason == "" {
		d.StopReason = f.stopReason()
	}
}

func newISPDoc(isp enrich.ISP) *ispDoc {
	if isp.Origin.ASN == 0 {
		return nil
	}
	return &ispDoc{
		ASN:         isp.Origin.ASN,
		Name:        orNull(isp.Origin.Name),
		CountryCode: orNull(isp.Origin.CountryCode),
		Hostname:    orNull(isp.Name),
		Source:      string(isp.Source),
	}
}

func newASDoc(info enrich.Info) *asDoc {
	if len(info.Origins) == 0 {
		return nil
	}
	o := info.Origins[0]
	return &asDoc{ASN: o.ASN, Name: orNull(o.Name), CountryCode: orNull(o.CountryCode)}
}

func newOptionsDoc(c config) optionsDoc {
	d := optionsDoc{
		StartTTL:       c.FirstTTL,
		MaxHops:        c.MaxTTL,
		Queries:        c.Queries,
		ProbeTimeoutMS: milliseconds(c.ProbeTimeout),
		SendIntervalMS: milliseconds(c.Interval),
		Port:           orNull(c.Port),
		Source:         orNull(c.Source),
		Interface:      orNull(c.Interface),
		Mark:           orNull(c.Mark),
		TOS:            c.TOS,
		Size:           orNull(c.Size),
		DontFragment:   c.dontFragment(),
		FindMTU:        c.FindMTU,
		Enrich:         !c.NoEnrich,
		RDNS:           !c.NoRDNS,
	}
	if c.Deadline != 0 {
		d.OverallTimeoutMS = new(milliseconds(c.Deadline))
	}
	return d
}

// orNull returns a pointer to v, or nil, which JSON shows as null, for the zero
// value.
func orNull[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

// milliseconds returns d in milliseconds, to three decimals.
func milliseconds(d time.Duration) float64 {
	return math.Round(float64(d)/float64(time.Microsecond)) / 1000
}

// stopReason returns why a trace that did not run ended.
func (f *failure) stopReason() string {
	if f.Code == codeInterrupted {
		return string(trace.StopInterrupted)
	}
	return string(trace.StopError)
}
