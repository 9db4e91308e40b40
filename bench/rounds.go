package main

import (
	"fmt"
	"time"
)

// figures are what is measured, round by round.
type figures struct {
	floor, app, cdkFloor, cdk, floorOne, appOne, refused series
}

// round measures everything once, in turn, and says what each took.
func (f *figures) round(b bench, all, one recording, wrong string) error {
	for _, m := range []struct {
		name string
		into *series
		run  func() (sample, error)
	}{
		{"plain Node", &f.floor, func() (sample, error) { return b.synthesize(all.floor, "") }},
		{"the app", &f.app, func() (sample, error) { return b.synthesize(b.app, "") }},
		{"cdk synth, plain Node", &f.cdkFloor, func() (sample, error) { return b.cdkSynth(all.floor) }},
		{"cdk synth, the app", &f.cdk, func() (sample, error) { return b.cdkSynth(b.app) }},
		{"one stage, plain Node", &f.floorOne, func() (sample, error) { return b.synthesize(one.floor, all.stages[0]) }},
		{"one stage, the app", &f.appOne, func() (sample, error) { return b.synthesize(b.app, all.stages[0]) }},
		{"a wrong value", &f.refused, func() (sample, error) { return b.refuse(wrong) }},
	} {
		s, err := m.run()
		if err != nil {
			return err
		}
		*m.into = append(*m.into, s)
		fmt.Printf("    %-24s%6.2f s\n", m.name, s.elapsed.Seconds())
	}
	return nil
}

// measure runs all rounds. How long the first takes is guessed from the recordings, and the others from the first.
func (f *figures) measure(rounds int, b bench, all, one recording, wrong string) error {
	about := 2*all.took + one.took + 4*time.Second // 4 s for running the CDK CLI twice, and for the refusal
	for i := range rounds {
		begin := time.Now()
		err := announce(fmt.Sprintf("round %d of %d", i+1, rounds), seconds(about), func() error {
			return f.round(b, all, one, wrong)
		})
		if err != nil {
			return err
		}
		about = time.Since(begin)
	}
	return nil
}

// print writes the table.
func (f *figures) print(stages int) {
	fmt.Printf("%-26s elapsed [lowest, highest]         processor time, children included\n", "")
	floorStage, appStage := f.floor.perStage(f.floorOne, stages), f.app.perStage(f.appOne, stages)
	f.floor.print("plain Node: the floor", nil, "")
	f.app.print("the app", f.floor, "at most 1.05 x the floor, 0.9 x processor time")
	f.cdkFloor.print("cdk synth, plain Node", nil, "")
	f.cdk.print("cdk synth, the app", f.cdkFloor, "at most 1.05 x the floor, 0.9 x processor time")
	floorStage.print("one more stage, plain Node", nil, "")
	appStage.print("one more stage, the app", floorStage, "at most 1 x what it adds to the floor")
	f.refused.print("a wrong value, reported", nil, "at most 0.5 s, without Node.js")
}
