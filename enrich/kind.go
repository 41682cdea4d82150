package enrich

// A Kind is what an address is for, by the IANA special-purpose address
// registries (RFC 6890), in the word that the JSON uses.
type Kind string

// Public is the Kind of every address that no registry sets apart.
const Public Kind = "public"
