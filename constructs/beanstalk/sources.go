package beanstalk

import (
	"encoding/json"
	"strings"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk/options"
)

// SourcesMetadata is the type of the entry in the metadata of an environment's construct that says where its option settings
// come from: a JSON object whose keys are a namespace, a name and, where an option has one, the name of its resource, with
// spaces between them, and whose values are such as "prop MinSize" or "explicit Options[3]". Settings that are not in it
// are defaults of the construct. It has no values. A later entry of a construct adds to those before it.
const SourcesMetadata = "beanstalkline:option-sources"

// noteSources leaves in the metadata where settings come from.
func noteSources(scope constructs.IConstruct, settings []options.Setting) {
	sources := map[string]string{}
	for _, s := range settings {
		if s.Origin.Kind != options.OriginDefault {
			sources[strings.TrimSpace(s.Namespace+" "+s.Name+" "+s.ResourceName)] = s.Origin.String()
		}
	}
	if len(sources) == 0 {
		return
	}
	text, err := json.Marshal(sources)
	if err != nil {
		panic(err) // texts are always written
	}
	scope.Node().AddMetadata(jsii.String(SourcesMetadata), string(text), nil)
}
