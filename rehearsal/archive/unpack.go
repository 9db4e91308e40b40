package archive

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"syscall"
)

// largest is how much an archive may hold, unpacked. Elastic Beanstalk takes source bundles of 500 MB, compressed.
var largest int64 = 4 << 30

// Unpack unzips into dir, and nowhere else. Links come last, as unzip makes them, so that nothing is written through one.
func Unpack(zipped []byte, dir string) error {
	archive, err := zip.NewReader(bytes.NewReader(zipped), int64(len(zipped)))
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	u := unpacking{root, largest}
	var links []*zip.File
	for _, entry := range archive.File {
		if !filepath.IsLocal(entry.Name) || strings.ContainsAny(entry.Name, "\\\x00") {
			return fmt.Errorf("the archive contains %.100q, which lies outside it", entry.Name)
		}
		switch entry.Mode().Type() {
		case fs.ModeDir:
			err = root.MkdirAll(path.Clean(entry.Name), 0o755)
		case fs.ModeSymlink:
			links = append(links, entry)
		case 0:
			err = u.file(entry)
		default:
			err = fmt.Errorf("the archive contains %.100q, which is neither a file nor a folder nor a link", entry.Name)
		}
		if err != nil {
			return err
		}
	}
	for _, link := range links {
		if err := u.link(link); err != nil {
			return err
		}
	}
	return nil
}

// An unpacking writes into a folder until there is no room left.
type unpacking struct {
	root *os.Root
	room int64
}

// file writes a file, which no earlier entry may have written. No process is started meanwhile: it would hold the file
// open for writing until its own program begins, and a program that is open for writing cannot be run ("Text file busy").
func (u *unpacking) file(entry *zip.File) error {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	if err := u.root.MkdirAll(path.Dir(entry.Name), 0o755); err != nil {
		return err
	}
	file, err := u.root.OpenFile(entry.Name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, entry.Mode().Perm())
	if err != nil {
		return fmt.Errorf("the archive cannot be unpacked: %w", err)
	}
	err = u.copy(file, entry, u.room)
	if closed := file.Close(); err == nil {
		err = closed
	}
	return err
}

// link makes a symbolic link, wherever it leads.
func (u *unpacking) link(entry *zip.File) error {
	var target bytes.Buffer
	if err := u.copy(&target, entry, 4096); err != nil {
		return err
	}
	if err := u.root.MkdirAll(path.Dir(entry.Name), 0o755); err != nil {
		return err
	}
	return u.root.Symlink(target.String(), entry.Name)
}

// copy unpacks the content of an entry, whatever size it says it has.
func (u *unpacking) copy(to io.Writer, entry *zip.File, most int64) error {
	content, err := entry.Open()
	if err != nil {
		return err
	}
	defer content.Close()
	most = min(most, u.room)
	n, err := io.Copy(to, io.LimitReader(content, most+1))
	if err == nil && n > most {
		err = fmt.Errorf("the archive is too large to unpack: %.100q has more than %d bytes", entry.Name, most)
	}
	u.room -= n
	return err
}
