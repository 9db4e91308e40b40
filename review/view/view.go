// Package view is a report in the order in which people read it, and in words: pages and summaries show it as it is. A new
// section is one more function in [sections].
package view

import (
	"fmt"
	"strings"

	"beanstalkline/review/assembly"
	"beanstalkline/review/change"
	"beanstalkline/review/picture"
	"beanstalkline/review/report"
	"beanstalkline/review/verdict"
	"beanstalkline/review/words"
)

// longest is how many characters of a stack's name are shown: CloudFormation takes 128.
const longest = 128

// Of is the view of a report.
func Of(r *report.Report) *Review {
	v := &Review{Base: words.Plain(r.Base), Head: words.Plain(r.Head)}
	var base, head assembly.Assembly
	for _, s := range r.Stages {
		if s.Before != nil {
			base.Stacks = append(base.Stacks, s.Before)
		}
		if s.After != nil {
			head.Stacks = append(head.Stacks, s.After)
		}
	}
	app := picture.Of(&base, &head)
	for i, s := range r.Stages {
		stage := Stage{ID: fmt.Sprintf("stage-%d", i+1), Name: words.Plain(words.Cut(s.Name, longest)), Same: same(s), Verdict: verdictOf(s)}
		for _, section := range sections {
			if told := section(s); told != nil {
				told.ID = fmt.Sprintf("%s-%d", stage.ID, len(stage.Sections)+1)
				stage.Sections = append(stage.Sections, *told)
			}
		}
		stage.Pictures = pictures(s, app)
		v.Stages = append(v.Stages, stage)
	}
	v.Worst, v.Says = whole(r, v.Stages)
	if v.Forbidden = forbidden(r); v.Forbidden != nil {
		v.Worst = icon(verdict.DataLost)
	}
	v.Side = side(r)
	return v
}

// forbidden is what a policy forbids.
func forbidden(r *report.Report) *Section {
	section := &Section{ID: "forbidden", Title: count(len(r.Violations), "The policy forbids 1 thing of this", "The policy forbids %d things of this")}
	for _, v := range r.Violations {
		line := Line{Verdict: &Verdict{Class: "lost", Icon: "✕", Emoji: "🔴", Words: shown(v.Rule)}, Subject: shown(v.Stage), Text: shown(v.Text)}
		if strings.HasPrefix(v.Text, v.Stage+"/") {
			line.Subject = "" // which the text begins with
		}
		section.Lines = append(section.Lines, line)
	}
	return section.some()
}

// same reports whether nothing is to be said of a stage.
func same(s *report.Stage) bool {
	return s.State == "unchanged" && len(s.Pipelines) == 0 && !s.Waivers.Differ()
}

func pictures(s *report.Stage, app picture.App) (drawn []*picture.Picture) {
	fate := func(id string) picture.Mark {
		switch s.Changes[id].Impact {
		case change.Replace:
			return picture.Replaced
		case change.Update, change.MayReplace:
			return picture.Changed
		}
		return ""
	}
	if p := picture.Stage(s.Before, s.After, app, fate); p != nil {
		drawn = append(drawn, p)
	}
	return append(drawn, app.Pipelines(s.Name)...)
}

// whole is the most that a change does to any stage.
func whole(r *report.Report, stages []Stage) (Verdict, string) {
	var change, come, gone, guard, unknown int
	exposes := false
	at := verdict.Nothing
	for i, s := range r.Stages {
		switch {
		case s.State == "new":
			come++
		case s.State == "gone":
			gone++
		case !stages[i].Same:
			change++
			at = max(at, s.Verdict)
		}
		unknown += s.Unknown
		guard += lost(s)
		exposes = exposes || severe(stages[i].Verdict.Exposed)
	}
	if len(stages) == 0 {
		return icon(at), "Neither side has a stack."
	}
	var says []string
	if change+come+gone == 0 {
		says = append(says, fmt.Sprintf("Nothing changes: %s as before.", count(len(stages), "the stack is", "all %d stacks are")))
	}
	if change > 0 {
		says = append(says, fmt.Sprintf("%s of %d %s. The most that is known: %s, in %s.", count(change, "1 stack", "%d stacks"), len(stages),
			count(change, "changes", "change"), at, listed(worst(r, stages, at))))
	}
	if come > 0 {
		says = append(says, count(come, "1 stack is new.", "%d stacks are new."))
	}
	if gone > 0 {
		says = append(says, count(gone, "1 stack is no longer in the app.", "%d stacks are no longer in the app."))
	}
	v := icon(at)
	if guard > 0 {
		v = icon(verdict.DataLost) // as red as that
		says = append(says, guards(guard)+".")
	}
	if exposes {
		v = icon(verdict.DataLost)
		says = append(says, "A severe right grows, or something opens to the internet that is no website.")
	}
	if unknown > 0 {
		says = append(says, count(unknown, "1 change", "%d changes")+" may do more.")
	}
	return v, strings.Join(says, " ")
}

// worst are the names of the stages that change as much as any.
func worst(r *report.Report, stages []Stage, at verdict.Level) (names []string) {
	for i, s := range r.Stages {
		if s.Verdict == at && !stages[i].Same && s.State != "new" && s.State != "gone" {
			names = append(names, stages[i].Name)
		}
	}
	return names
}
