# ok: docker-moving-image
FROM golang:1.22 AS build
# ok: docker-root-user
USER root
RUN make
# ok: docker-moving-image
FROM scratch
# ok: docker-root-user
USER 1000
# ok: docker-no-user
CMD ["/web"]
