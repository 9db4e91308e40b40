//go:build !darwin && !linux

package nodejs

func moveTemporary() bool { return false }

func removeTemporary() {}
