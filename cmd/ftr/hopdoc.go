package main

import (
	"math"
	"net/netip"
	"slices"

	"ftr/enrich"
	"ftr/trace"
)

// A hopDoc is one TTL in the JSON output.
type hopDoc struct {
	TTL     int     `json:"ttl"`
	Segment *string `json:"segment"`
	whoseDoc
	RTT        *float64       `json:"rtt_ms"`
	RTTMin     *float64       `json:"rtt_min_ms"`
	RTTAvg     *float64       `json:"rtt_avg_ms"`
	RTTMax     *float64       `json:"rtt_max_ms"`
	RTTStdDev  *float64       `json:"rtt_stddev_ms"`
	Sent       int            `json:"sent"`
	Received   int            `json:"received"`
	Loss       *float64       `json:"loss_pct"`
	Mark       *string        `json:"mark"`
	Notes      []trace.Note   `json:"notes"`
	BackHops   *int           `json:"back_hops"`
	MTU        *int           `json:"mtu"`
	MPLS       []labelDoc     `json:"mpls"`
	Interfaces []interfaceDoc `json:"interfaces"`
	Responders []responderDoc `json:"responders"`
	Probes     []probeDoc     `json:"probes"`
}

// A whoseDoc says whose an address is.
type whoseDoc struct {
	Address        *netip.Addr `json:"address"`
	Kind           *string     `json:"kind"`
	Hostname       *string     `json:"hostname"`
	HostnameStatus string      `json:"hostname_status"`
	ASNInfo        *asnInfoDoc `json:"asn_info"`
	ASNStatus      string      `json:"asn_status"`
}

// A responderDoc is one of several addresses that answered at one TTL.
type responderDoc struct {
	whoseDoc
	Received int      `json:"received"`
	RTT      *float64 `json:"rtt_ms"`
}

type asnInfoDoc struct {
	originDoc
	Origins []originDoc `json:"origins"`
}

type originDoc struct {
	ASN         uint32  `json:"asn"`
	Prefix      *string `json:"prefix"`
	CountryCode *string `json:"country_code"`
	Registry    *string `json:"registry"`
	Name        *string `json:"name"`
}

func newHopDoc(r result, h trace.Hop, part enrich.Segment) hopDoc {
	d := hopDoc{
		TTL:        h.TTL,
		Segment:    orNull(string(part)),
		whoseDoc:   newWhoseDoc(r, h.Addr),
		Sent:       h.Sent(),
		Received:   h.Received(),
		Loss:       lossPercent(r.Config, h),
		Mark:       orNull(h.Mark),
		Notes:      append([]trace.Note{}, h.Notes...),
		BackHops:   orNull(h.Back()),
		MTU:        orNull(h.MTU),
		MPLS:       newLabelDocs(labels(h)),
		Interfaces: newInterfaceDocs(interfaces(h)),
		Responders: newResponderDocs(r, h),
		Probes:     []probeDoc{},
	}
	d.RTT, d.RTTMin = orUnknown(h.Min()), orUnknown(h.Min())
	d.RTTAvg, d.RTTMax = orUnknown(h.Avg()), orUnknown(h.Max())
	if len(h.RTTs()) > 1 {
		d.RTTStdDev = new(milliseconds(h.StdDev()))
	}
	for _, p := range h.Probes {
		d.Probes = append(d.Probes, newProbeDoc(r, p))
	}
	return d
}

// newWhoseDoc says whose an address is; the zero Addr: nobody answered.
func newWhoseDoc(r result, addr netip.Addr) whoseDoc {
	if !addr.IsValid() {
		return whoseDoc{HostnameStatus: "skipped", ASNStatus: "skipped"}
	}
	info := r.info(addr)
	return whoseDoc{
		Address:        &addr,
		Kind:           orNull(string(info.Kind)),
		Hostname:       orNull(info.Name),
		HostnameStatus: statusText(info.NameStatus, "none"),
		ASNInfo:        newASNInfoDoc(info.Origins),
		ASNStatus:      statusText(info.OriginStatus, "unannounced"),
	}
}

// statusText writes how a look-up went; none is the word for an answer that
// there is nothing.
func statusText(s enrich.Status, none string) string {
	switch s {
	case enrich.Found:
		return "found"
	case enrich.None:
		return none
	case enrich.Failed:
		return "failed"
	}
	return "skipped"
}

func newASNInfoDoc(origins []enrich.Origin) *asnInfoDoc {
	if len(origins) == 0 {
		return nil
	}
	d := &asnInfoDoc{originDoc: newOriginDoc(origins[0])}
	for _, o := range origins {
		d.Origins = append(d.Origins, newOriginDoc(o))
	}
	return d
}

func newOriginDoc(o enrich.Origin) originDoc {
	d := originDoc{
		ASN:         o.ASN,
		CountryCode: orNull(o.CountryCode),
		Registry:    orNull(o.Registry),
		Name:        orNull(o.Name),
	}
	if o.Prefix.IsValid() {
		d.Prefix = new(o.Prefix.String())
	}
	return d
}

// newResponderDocs names those who answered, where they are several.
func newResponderDocs(r result, h trace.Hop) []responderDoc {
	docs := []responderDoc{}
	addrs := h.Responders()
	if len(addrs) < 2 {
		return docs
	}
	for _, addr := range addrs {
		own := only(h, addr)
		docs = append(docs, responderDoc{
			whoseDoc: newWhoseDoc(r, addr), Received: own.Received(), RTT: orUnknown(own.Min()),
		})
	}
	return docs
}

// lossPercent returns the share of probes that were lost, to one decimal; nil
// where the figure would mislead: one query, silence, a rate limit, and answers
// that were thrown away because they did not name their probe.
func lossPercent(c config, h trace.Hop) *float64 {
	lost, received := h.Lost(), h.Received()
	unsure := slices.Contains(h.Notes, trace.NoteRateLimited) || slices.Contains(h.Notes, trace.NoteFlowVaried)
	if c.Queries == 1 || received == 0 || unsure {
		return nil
	}
	return new(math.Round(float64(lost)/float64(lost+received)*1000) / 10)
}
