package lifetime

// clean ends the processes of a run and removes its files.
func clean(path string) {
	endProcesses(path)
	removeGoBuild(path)
	removeAll(path)
}
