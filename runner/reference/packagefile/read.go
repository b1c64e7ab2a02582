// Package packagefile reads integration packages, the gzip and zip archives that Fleet installs, and
// refuses what Fleet refuses. It installs nothing and unpacks nothing to disk.
package packagefile

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
)

// The two content types of an upload.
const (
	Gzip = "application/gzip"
	Zip  = "application/zip"
)

// unpackedLimit bounds what an archive may grow to.
const unpackedLimit = 256 << 20

// Package is what an archive says about itself.
type Package struct {
	Name, Version, Title, Description, Type, FormatVersion string
	Owner                                                  any
	Assets                                                 []Asset
}

// Asset is something that installing the package would create.
type Asset struct{ ID, Type string }

// Refusal is why an archive is not installed, in the words of Fleet.
type Refusal string

func (r Refusal) Error() string { return string(r) }

func refuse(format string, args ...any) error { return Refusal(fmt.Sprintf(format, args...)) }

// Read parses the archive as the content type says.
// Kibana source: fleet/server/services/epm/archive/{index,extract,parse}.ts.
func Read(contentType string, archive []byte) (*Package, error) {
	files, err := unpack(contentType, archive)
	if err != nil {
		return nil, refuse("Error during extraction of package: %v. Assumed content type was %s, check if this matches the archive type.", err, contentType)
	}
	if len(files) == 0 {
		return nil, refuse("Archive seems empty. Assumed content type was %s, check if this matches the archive type.", contentType)
	}
	return describe(files)
}

func unpack(contentType string, archive []byte) (map[string][]byte, error) {
	switch contentType {
	case Gzip:
		return untar(archive)
	case Zip:
		return unzip(archive)
	}
	return nil, fmt.Errorf("unsupported content type %q", contentType)
}

func untar(archive []byte) (map[string][]byte, error) {
	zipped, err := gzip.NewReader(bytes.NewReader(archive))
	if err != nil {
		return nil, err
	}
	files, room := map[string][]byte{}, int64(unpackedLimit)
	for r := tar.NewReader(zipped); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return files, nil
		}
		if err != nil {
			return nil, err
		}
		if h.Typeflag != tar.TypeReg {
			continue
		}
		if err := take(files, h.Name, r, &room); err != nil {
			return nil, err
		}
	}
}

func unzip(archive []byte) (map[string][]byte, error) {
	r, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		return nil, err
	}
	files, room := map[string][]byte{}, int64(unpackedLimit)
	for _, entry := range r.File {
		if entry.FileInfo().IsDir() {
			continue
		}
		content, err := entry.Open()
		if err != nil {
			return nil, err
		}
		err = take(files, entry.Name, content, &room)
		_ = content.Close()
		if err != nil {
			return nil, err
		}
	}
	return files, nil
}

func take(files map[string][]byte, name string, content io.Reader, room *int64) error {
	data, err := io.ReadAll(io.LimitReader(content, *room+1))
	if err != nil {
		return err
	}
	if *room -= int64(len(data)); *room < 0 {
		return fmt.Errorf("archive unpacks to more than %d bytes", unpackedLimit)
	}
	files[path.Clean(strings.TrimPrefix(name, "./"))] = data
	return nil
}

func sortedNames(files map[string][]byte) []string {
	names := make([]string, 0, len(files))
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
