package view

import (
	"beanstalkline/review/report"
	"beanstalkline/review/verdict"
)

var icons = map[verdict.Level]Verdict{
	verdict.Nothing:             {Class: "nothing", Icon: "○", Emoji: "⚪"},
	verdict.NoInterruption:      {Class: "calm", Icon: "✓", Emoji: "🟢"},
	verdict.ServersRestart:      {Class: "restart", Icon: "↻", Emoji: "🔵"},
	verdict.InstancesReplaced:   {Class: "instances", Icon: "⇄", Emoji: "🟡"},
	verdict.EnvironmentReplaced: {Class: "environment", Icon: "▲", Emoji: "🟠"},
	verdict.DataLost:            {Class: "lost", Icon: "✕", Emoji: "🔴"},
}

func icon(level verdict.Level) Verdict {
	v := icons[level]
	v.Words = level.String()
	return v
}

// verdictOf is the line about a stage.
func verdictOf(s *report.Stage) Verdict {
	v := icon(s.Verdict)
	switch s.State {
	case "new":
		v.Class, v.Icon, v.Emoji, v.Words = "new", "+", "🆕", "the stack is new"
	case "gone":
		v.Class, v.Icon, v.Emoji, v.Words = "gone", "−", "⚫", "the stack is no longer in the app, and runs on"
	}
	v.Lost, v.Exposed = guards(lost(s)), exposed(s)
	if s.Unknown > 0 {
		v.Unknown = count(s.Unknown, "1 change may do more", "%d changes may do more")
	}
	return v
}

// lost is how many guards of a stage are.
func lost(s *report.Stage) (n int) {
	for _, d := range s.Pipelines {
		if d.Lost {
			n++
		}
	}
	return n
}

func guards(n int) string {
	if n == 0 {
		return ""
	}
	return count(n, "1 guard is lost", "%d guards are lost")
}

// does is what a finding of a level does.
func does(level verdict.Level, unknown bool) *Verdict {
	v := icon(level)
	if unknown {
		v.Unknown = "may do more"
	}
	return &v
}
