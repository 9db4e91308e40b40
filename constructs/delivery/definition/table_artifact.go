package definition

import (
	"regexp"
	"slices"

	"beanstalkline/constructs/beanstalk/options/rules"
	"beanstalkline/internal/prop"
)

// artifactRules judge what actions hand to each other, and where it is kept.
var artifactRules = []rule{
	{rules.Rule{ID: "pipeline-artifact-name", Severity: rules.SeverityError, Basis: rules.BasisDeployed,
		Summary: `An artifact's name has 1 to 100 letters, digits, "_" and "-".`, Doc: quotas}, artifactName},
	{rules.Rule{ID: "pipeline-artifact-unproduced", Severity: rules.SeverityError,
		Summary: "An input artifact is the output of an action in an earlier stage, or of one with a lower RunOrder in the same stage.",
		Doc:     guide + "reference-action-artifacts.html"}, artifactUnproduced},
	{rules.Rule{ID: "pipeline-artifact-repeated", Severity: rules.SeverityError,
		Summary: "The output artifacts of a pipeline have different names.", Doc: actionPage}, artifactRepeated},
	{rules.Rule{ID: "pipeline-artifact-clone", Severity: rules.SeverityError,
		Summary: "An artifact in the format CODEBUILD_CLONE_REF goes to CodeBuild actions only.",
		Doc:     guide + "action-reference-CodestarConnectionSource.html"}, artifactClone},
	{rules.Rule{ID: "pipeline-artifact-store", Severity: rules.SeverityError,
		Summary: "A pipeline has either ArtifactStore or ArtifactStores, of type S3, each with the name of a bucket.",
		Doc:     api + "API_PipelineDeclaration.html"}, artifactStore},
	{rules.Rule{ID: "pipeline-encryption-key", Severity: rules.SeverityError, Basis: rules.BasisDeployed,
		Summary: "An EncryptionKey is of type KMS.", Doc: api + "API_EncryptionKey.html"}, encryptionKey},
	{rules.Rule{ID: "pipeline-regions", Severity: rules.SeverityError, Basis: rules.BasisDeployed,
		Summary: "A pipeline with actions in several Regions has ArtifactStores, one for its own Region and one for each of theirs.",
		Doc:     guide + "actions-create-cross-region.html"}, regions},
}

var (
	artifactNames = regexp.MustCompile(`^[A-Za-z0-9_-]{1,100}$`)
	bucketNames   = regexp.MustCompile(`^[a-zA-Z0-9.-]{3,63}$`)
)

func artifactName(p *pipeline, r *reporter) {
	for _, a := range p.actions {
		for _, name := range slices.Concat(a.inputs, a.outputs) {
			r.matches(name, artifactNames, `1 to 100 letters, digits, "_" and "-"`, "choose another name")
		}
	}
}

func artifactUnproduced(p *pipeline, r *reporter) {
	made := earliest{}
	for _, a := range p.actions {
		if !a.outputsKnown || a.function() {
			return // it may make anything
		}
		for _, output := range a.outputs {
			name, _ := output.text()
			made.add(name, a)
		}
	}
	if p.open {
		return
	}
	for _, a := range p.actions {
		for _, input := range a.inputs {
			name, known := input.text()
			if !known || made.before(name, a) {
				continue
			}
			fix := "name the output of an earlier action"
			if len(r.found) < mostSuggestions {
				if near := nearest(name, madeBefore(p, a)); len(near) == 1 {
					fix = "write " + prop.Quote(near[0])
				}
			}
			r.mustBe(input, "the output of an action that runs before", fix)
		}
	}
}

// mostSuggestions bounds the work for a definition in which everything is wrong.
const mostSuggestions = 10

// madeBefore lists the artifacts that an action may take.
func madeBefore(p *pipeline, a action) []string {
	var all []string
	for _, other := range p.actions {
		if !a.after(other) {
			continue
		}
		for _, output := range other.outputs {
			name, _ := output.text()
			all = append(all, name)
		}
	}
	return all
}

func artifactRepeated(p *pipeline, r *reporter) {
	var outputs []node
	for _, a := range p.actions {
		outputs = append(outputs, a.outputs...)
	}
	r.unique(outputs, "output artifact")
}

func artifactClone(p *pipeline, r *reporter) {
	cloned := map[string]bool{}
	for _, a := range p.actions {
		if format := a.in("Configuration").in("OutputArtifactFormat"); a.category == "Source" && format.is("CODEBUILD_CLONE_REF") {
			for _, output := range a.outputs {
				name, known := output.text()
				cloned[name] = known
			}
		}
	}
	for _, a := range p.actions {
		kind, known := typeOf(a)
		if !known || kind.provider == "CodeBuild" {
			continue
		}
		for _, input := range a.inputs {
			if name, known := input.text(); known && cloned[name] {
				r.say(input, "must be files for "+a.provider+", got "+prop.Quote(name)+", a reference to a clone",
					"deploy what a build makes of it, or set OutputArtifactFormat of the source to CODE_ZIP")
			}
		}
	}
}

// stores are all artifact stores of a pipeline.
func (p *pipeline) stores() []node {
	var all []node
	if store := p.in("ArtifactStore"); !store.missing() {
		all = append(all, store)
	}
	for _, item := range p.in("ArtifactStores").list() {
		all = append(all, item.in("ArtifactStore"))
	}
	return all
}

func artifactStore(p *pipeline, r *reporter) {
	one, several := p.in("ArtifactStore"), p.in("ArtifactStores")
	switch {
	case p.function():
	case one.missing() && several.missing():
		r.say(one, "must be given, or ArtifactStores, got neither", "set it to a bucket")
	case !one.function() && !several.function() && !one.missing() && !several.missing():
		r.say(several, "must not be given beside ArtifactStore", "remove one of the two")
	}
	for _, store := range p.stores() {
		r.oneOf(store.in("Type"), "S3")
		r.matches(store.in("Location"), bucketNames, "the name of a bucket, 3 to 63 letters, digits, \".\" and \"-\"", "write the name alone")
	}
}

func encryptionKey(p *pipeline, r *reporter) {
	for _, store := range p.stores() {
		r.oneOf(store.in("EncryptionKey").in("Type"), "KMS")
	}
}

func regions(p *pipeline, r *reporter) {
	one, several := p.in("ArtifactStore"), p.in("ArtifactStores")
	items, known := several.all()
	var stored []node
	for _, item := range items {
		_, is := item.in("Region").text()
		known = known && is
		stored = append(stored, item.in("Region"))
	}
	r.unique(stored, "artifact store")
	has := func(region string) bool {
		return slices.ContainsFunc(stored, func(n node) bool { return n.is(region) })
	}
	if known && len(stored) > 0 && p.region != "" && !has(p.region) {
		r.say(several, "must have one for the pipeline's own Region, "+prop.Quote(p.region)+", got none", "add it")
	}
	own := p.region // where there is one store, all actions are in one Region
	for _, a := range p.actions {
		region, is := a.in("Region").text()
		switch {
		case !is:
		case len(stored) > 0 && known && !has(region):
			r.say(a.in("Region"), "must have an artifact store, got "+prop.Quote(region), "add one to ArtifactStores")
		case several.missing() && !one.missing() && own != "" && region != own:
			r.say(a.in("Region"), "must be that of all others in a pipeline with one ArtifactStore, "+prop.Quote(own)+", got "+prop.Quote(region),
				"use ArtifactStores")
		case own == "":
			own = region
		}
	}
}
