package steps

import "context"

// A Task is a part of a rehearsal.
type Task func(context.Context) error

// InOrder runs tasks one after another, up to the first that fails.
func InOrder(tasks ...Task) Task {
	return func(ctx context.Context) error {
		for _, task := range tasks {
			if err := task(ctx); err != nil {
				return err
			}
		}
		return nil
	}
}

// Together runs tasks at the same time. The first failure ends the others and is returned.
func Together(tasks ...Task) Task {
	return func(ctx context.Context) error {
		ctx, cancel := context.WithCancelCause(ctx)
		defer cancel(nil)
		done := make(chan error)
		for _, task := range tasks {
			go func() { done <- task(ctx) }()
		}
		for range tasks {
			if err := <-done; err != nil {
				cancel(err)
			}
		}
		return context.Cause(ctx)
	}
}
