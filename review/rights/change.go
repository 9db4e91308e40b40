package rights

// A Change is that of what one principal may do, or of who may use one resource.
type Change struct {
	// Resource is the construct's path, ID the logical id after the change, Type the type of the resource.
	Resource string `json:"resource"`
	ID       string `json:"id,omitempty"`
	Type     string `json:"type"`
	// State is "changed", "new" or "gone".
	State string `json:"state"`
	// Grew and Shrank say that something is allowed that was not, and the other way round. Severe is a right to do
	// everything, or one for everybody. Unknown says that rights may have grown or shrunk, and that nobody can tell here.
	Grew    bool `json:"grew"`
	Shrank  bool `json:"shrank"`
	Severe  bool `json:"severe,omitempty"`
	Unknown bool `json:"unknown,omitempty"`
	// Rights are what is more or less, in sentences.
	Rights []Right `json:"rights"`
}

// A Right is what is allowed more, or less.
type Right struct {
	// Text is a whole sentence, without a full stop.
	Text string `json:"text"`
	// More and Less say that something is allowed that was not, and the other way round: both where a condition changes.
	More    bool `json:"more,omitempty"`
	Less    bool `json:"less,omitempty"`
	Severe  bool `json:"severe,omitempty"`
	Unknown bool `json:"unknown,omitempty"`
	// Who are those whom the policy of a resource, or a role's trust, names.
	Who []string `json:"who,omitempty"`
	// Policy is one of which only the name is known.
	Policy string `json:"policy,omitempty"`
	// Actions are as the policy writes them, Resources and Condition in words.
	Actions   []string `json:"actions,omitempty"`
	Resources []string `json:"resources,omitempty"`
	Condition string   `json:"condition,omitempty"`
}
