package localaws

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
)

// Work is what only the rehearsal can do: walk an execution of a pipeline, or let an environment take other settings.
type Work struct {
	Account     string `json:"account"`
	Region      string `json:"region"`
	Pipeline    string `json:"pipeline"`
	Execution   string `json:"execution"`
	Name        string `json:"name"` // of the work: an execution that is tried again has another
	Environment string `json:"environment"`
}

// NextWork waits for work, up to some seconds, and leaves out what is known by its name.
func (c *Clients) NextWork(ctx context.Context, known []string) (found []Work, err error) {
	return found, c.Tell(ctx, "next", map[string]any{"known": known}, &found)
}

// Tell tells the local AWS something that is no operation of AWS, or asks it: what the rehearsal does in the place of
// builds and instances, which AWS clients then ask for. An answer may be nil.
func (c *Clients) Tell(ctx context.Context, operation string, told, answer any) error {
	body, err := json.Marshal(told)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.Endpoint+"/rehearsal/"+operation, bytes.NewReader(body))
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	said, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("the local AWS: %s", said)
	}
	if answer == nil {
		return nil
	}
	return json.Unmarshal(said, answer)
}
