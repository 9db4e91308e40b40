package options

// FaultKind says which fact of the catalogue a value breaks.
type FaultKind string

// The kinds of faults.
const (
	FaultNone    FaultKind = ""
	FaultType    FaultKind = "type"
	FaultAllowed FaultKind = "allowed"
	FaultBounds  FaultKind = "bounds"
	FaultLength  FaultKind = "length"   // of a list
	FaultTooLong FaultKind = "too long" // in characters
	FaultForm    FaultKind = "form"
)

// Fault is what is wrong with a value on its own. The zero Fault means that nothing is wrong.
type Fault struct {
	Kind FaultKind
	// Message says what the value must be and what was given: "must be ..., got ...".
	Message string
	// Fix says what to write instead.
	Fix string
	// Doubt is the doubt about the fact that the value breaks.
	Doubt Doubt
}
