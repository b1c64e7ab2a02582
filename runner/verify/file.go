package verify

import (
	"context"
	"errors"
	"io"
	"maps"

	"github.com/kbn-conformance/kbn-conformance/reports"
	"github.com/kbn-conformance/kbn-conformance/runner/kit"
	"github.com/kbn-conformance/kbn-conformance/runner/recording"
)

// File judges a recording of either kind; open is called more than once.
func File(ctx context.Context, c kit.Contract, open func() (io.ReadCloser, error), o Options) (*reports.Run, error) {
	head, err := Head(open)
	if err != nil {
		return nil, err
	}
	if head.Run == "" {
		return Foreign(ctx, c, open, o)
	}
	file, err := open()
	if err != nil {
		return nil, err
	}
	defer file.Close()
	meta, exchanges, err := recording.ReadHAR(file)
	if errors.Is(err, recording.ErrCut) {
		meta.Interrupted = append(meta.Interrupted, "the recording was cut short after "+reports.Plural(len(exchanges), "whole entry"))
	} else if err != nil {
		return nil, err
	}
	if o.Level != "" {
		meta.Config = maps.Clone(meta.Config)
		meta.Config["level"] = o.Level
	}
	return Own(ctx, c, meta, exchanges, o)
}

// Head reads what stands before the first exchange, which in recordings of
// this program is everything.
func Head(open func() (io.ReadCloser, error)) (recording.Meta, error) {
	file, err := open()
	if err != nil {
		return recording.Meta{}, err
	}
	defer file.Close()
	meta, err := recording.Each(file, func(recording.Exchange) error { return errEnough })
	if errors.Is(err, errEnough) || errors.Is(err, recording.ErrCut) {
		err = nil
	}
	return meta, err
}
