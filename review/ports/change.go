package ports

// A Change is what opens or closes, as one sentence.
type Change struct {
	// Resource is the construct's path of the security group, load balancer or environment, ID its logical id after the
	// change, Type its type.
	Resource string `json:"resource"`
	ID       string `json:"id,omitempty"`
	Type     string `json:"type"`
	// Text is a whole sentence, without a full stop.
	Text string `json:"text"`
	// Direction is "in", or "out" for what a resource may reach.
	Direction string `json:"direction"`
	Opened    bool   `json:"opened,omitempty"`
	Closed    bool   `json:"closed,omitempty"`
	// Internet says that it is for every address. Severe is everything but HTTP and HTTPS from there.
	Internet bool `json:"internet,omitempty"`
	Severe   bool `json:"severe,omitempty"`
	// Unknown says that what opens or closes cannot be told here, or is not sure.
	Unknown bool `json:"unknown,omitempty"`
	// Ports and Peers are in words.
	Ports []string `json:"ports,omitempty"`
	Peers []string `json:"peers,omitempty"`
}
