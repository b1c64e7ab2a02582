FROM golang:1.26 AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -o /kbn-conformance ./runner/cmd/kbn-conformance

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /kbn-conformance /kbn-conformance
WORKDIR /home/nonroot
ENTRYPOINT ["/kbn-conformance"]
CMD ["run"]
