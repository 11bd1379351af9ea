# ok: docker-moving-image
FROM build
USER web
# ruleid: docker-root-user
USER root
# ok: docker-no-user
ENTRYPOINT ["/web"]
