package delivery

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"

	"beanstalkline/internal/prop"
)

// seedMost is how many bytes the archive of a first commit may have: 20 MB (AWS page "Quotas in AWS CodeCommit").
const seedMost = 20 << 20

// seedLinksMost is how many links are followed: links to folders with links can make more of them than there is time.
const seedLinksMost = 10_000

// seedFaultsShown is how many links, sockets and the like are named; there may be many more of a kind.
const seedFaultsShown = 10

// seed is the content of a folder that becomes the first commit.
type seed struct {
	root     string
	ignoring ignoring
	files    []seedFile
	links    int
	bytes    int64 // of the archive, if nothing were compressed
	faults   []string
}

type seedFile struct {
	name, path string
	size       int64
}

// validateSeed finds a folder that cannot become a first commit: the CDK would follow a link wherever it leads, and wait for
// ever for what is no file; AWS takes no more than so much.
func validateSeed(problems *prop.Problems, field, directory string) {
	absolute, _ := filepath.Abs(directory)
	got := prop.Words(prop.Quote(directory) + ", which is " + prop.Quote(absolute))
	info, err := os.Stat(directory)
	root, broken := filepath.EvalSymlinks(absolute)
	if err != nil || broken != nil || !info.IsDir() {
		problems.MustBe(field, "a folder that exists", got)
		return
	}
	s := readSeed(root)
	for _, fault := range s.faults {
		problems.MustBe(field, "a folder of files, and of links between them", prop.Words(fault),
			"replace it with a file, or leave it out by a line in .gitignore")
	}
	if len(s.faults) > 0 {
		return
	}
	if len(s.files) == 0 {
		problems.MustBe(field, "a folder with at least one file", got)
	} else if s.bytes > seedMost && s.compressesTo(seedMost) > seedMost {
		largest := slices.MaxFunc(s.files, func(a, b seedFile) int { return int(a.size - b.size) })
		problems.MustBe(field, "a folder of at most 20 MB when compressed",
			prop.Words(fmt.Sprintf("more, of which %s has %.1f MB", prop.Quote(largest.name), float64(largest.size)/(1<<20))),
			"leave it out by a line in .gitignore, and push it once the repository exists")
	}
}

func readSeed(root string) seed {
	s := seed{root: root, ignoring: newIgnoring(ignored(root))}
	s.walk("", "", nil)
	return s
}

// readSeedFile reads the beginning of a file that the first commit has.
func readSeedFile(directory, name string, most int64) ([]byte, error) {
	root, err := filepath.EvalSymlinks(directory)
	if err != nil {
		return nil, err
	}
	location, err := filepath.EvalSymlinks(filepath.Join(root, name))
	if err != nil {
		return nil, err
	}
	real, err := filepath.Rel(root, location)
	if err != nil {
		return nil, err
	}
	ignoring := newIgnoring(ignored(root))
	info, err := os.Stat(location)
	if err != nil || !info.Mode().IsRegular() || !filepath.IsLocal(real) || ignoring.leavesOut(filepath.ToSlash(real), false) ||
		ignoring.leavesOut(path.Clean(filepath.ToSlash(name)), false) {
		return nil, fs.ErrNotExist
	}
	file, err := os.Open(location)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, most))
}

// walk collects the files of a folder, and of the folders that links in it lead to, as the archive will have them. The real
// path tells what is left out; around are the real paths of the folders that it stands in.
func (s *seed) walk(name, real string, around []string) {
	entries, err := os.ReadDir(filepath.Join(s.root, real))
	if err != nil {
		s.fault(name, "which cannot be read")
	}
	around = append(slices.Clip(around), real)
	for _, entry := range entries {
		if len(s.faults) == seedFaultsShown || s.links > seedLinksMost || len(s.files)*(30+46) > seedMost {
			return // it is refused anyhow; so many files have an archive that is too large by their headers alone
		}
		inside, at := path.Join(name, entry.Name()), path.Join(real, entry.Name())
		mode := entry.Type()
		if s.ignoring.leavesOut(at, mode.IsDir()) {
			continue
		}
		if mode&fs.ModeSymlink != 0 {
			if at, mode = s.follow(inside, at, around); at == "" {
				continue
			}
		}
		switch {
		case mode.IsDir():
			s.walk(inside, at, around)
		case mode.IsRegular():
			s.add(inside, at)
		default:
			s.fault(inside, "which is neither a file nor a folder")
		}
	}
}

// follow returns the real path of what a link leads to, and its type; or "", and a fault.
func (s *seed) follow(name, at string, around []string) (string, fs.FileMode) {
	if s.links++; s.links > seedLinksMost {
		s.fault(name, fmt.Sprintf("a link after %d others, counted wherever links lead to them", seedLinksMost))
		return "", 0
	}
	location := filepath.Join(s.root, at)
	target, _ := os.Readlink(location)
	info, err := os.Stat(location)
	resolved, _ := filepath.EvalSymlinks(location)
	real, _ := filepath.Rel(s.root, resolved)
	real = filepath.ToSlash(real)
	fault := ""
	switch {
	case filepath.IsAbs(target), !filepath.IsLocal(path.Join(path.Dir(at), target)):
		fault = "leads out of the folder"
	case err != nil:
		fault = "leads nowhere"
	case !filepath.IsLocal(real):
		fault = "leads out of the folder"
	case real == ".", info.IsDir() && slices.Contains(around, real):
		fault = "leads back to itself"
	case s.ignoring.leavesOut(real, info.IsDir()):
		fault = ".gitignore leaves out"
	default:
		return real, info.Mode().Type()
	}
	s.fault(name, "a link to "+prop.Quote(target)+", which "+fault)
	return "", 0
}

func (s *seed) fault(name, what string) {
	s.faults = append(s.faults, prop.Quote(name)+", "+what)
}

// add counts a file with its two headers in the archive.
func (s *seed) add(name, at string) {
	location := filepath.Join(s.root, at)
	info, err := os.Stat(location)
	if err != nil {
		s.fault(name, "which cannot be read")
		return
	}
	s.files = append(s.files, seedFile{name, location, info.Size()})
	s.bytes += info.Size() + int64(2*len(name)) + 30 + 46
}

// compressesTo counts the bytes of the archive, until they are more than most.
func (s *seed) compressesTo(most int64) int64 {
	counted := &counter{most: most}
	archive := zip.NewWriter(counted)
	for _, file := range s.files {
		content, err := os.Open(file.path)
		if err != nil {
			continue // the CDK will say so
		}
		entry, err := archive.Create(file.name)
		if err == nil {
			_, err = io.Copy(entry, content)
		}
		content.Close()
		if err != nil {
			break
		}
	}
	archive.Close()
	return counted.bytes
}

type counter struct{ bytes, most int64 }

func (c *counter) Write(p []byte) (int, error) {
	if c.bytes += int64(len(p)); c.bytes > c.most {
		return 0, errors.New("too much")
	}
	return len(p), nil
}
