package ports

import (
	"maps"
	"slices"
)

// emptied are the networks whose default security group the CDK keeps empty, by the id after the change.
func (r reader) emptied() map[string]Change {
	found := map[string]Change{}
	for id, resource := range r.scope.Resources() {
		if resource.Type != "Custom::VpcRestrictDefaultSG" {
			continue
		}
		if network, is := r.scope.Referred(r.scope.Text(resource.Properties["DefaultSecurityGroupId"])); is && r.own[network] != "" {
			found[network] = r.subject(id, resource)
		}
	}
	return found
}

// defaults says what becomes of the default security groups of networks that stay. The CDK fills one again that it no
// longer is to keep empty.
func defaults(was, is reader) (told []Change) {
	before, after := was.emptied(), is.emptied()
	say := func(from, unlike map[string]Change, text string, opened bool) {
		for _, network := range slices.Sorted(maps.Keys(from)) {
			if _, both := unlike[network]; both || was.own[network] == "" || is.own[network] == "" {
				continue
			}
			c := from[network]
			c.Text, c.Direction, c.Opened, c.Closed = "the default security group of "+is.scope.Latest(network).Path(network)+" "+text, "in",
				opened, !opened
			told = append(told, c)
		}
	}
	say(before, after, "gets its rules back: what is in it reaches what is in it", true)
	say(after, before, "loses its rules", false)
	return told
}
