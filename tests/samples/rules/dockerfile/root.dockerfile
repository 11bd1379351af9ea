# ruleid: docker-moving-image
FROM debian:latest
# ruleid: docker-piped-shell
RUN curl -sSL https://get.example.com/install | bash
RUN apt-get update && \
# ruleid: docker-piped-shell
    wget -qO- https://get.example.com/key | sh
# ok: docker-piped-shell
RUN curl -sSL https://get.example.com/data | tar xz
# ok: docker-piped-shell
RUN curl -o /i https://get.example.com/i && sha256sum -c /i.sum
# ruleid: docker-add-url
ADD https://get.example.com/tool /usr/bin/tool
# ok: docker-add-url
ADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d https://get.example.com/tool /t
# ok: docker-add-url
ADD tool.tar.gz /usr/bin/
# ruleid: docker-secret
ENV DB_PASSWORD=Tr0ub4dor-and-3
# ruleid: docker-secret
ENV API_KEY a8f5f167f44f4964e6c998dee827110c
# ok: docker-secret
ENV DB_PASSWORD=$DB_PASSWORD
# ok: docker-secret
ENV DB_PASSWORD_FILE=/run/secrets/db
# ruleid: docker-secret-argument
ARG NPM_TOKEN
# ok: docker-secret-argument
ARG VERSION
# ok: docker-secret-argument
ARG TOKEN_URL
# ruleid: docker-world-writable
RUN mkdir /data && chmod -R 777 /data
# ok: docker-world-writable
RUN chmod 755 /data
# ok: docker-world-writable
RUN chmod 1777 /tmp
# ruleid: docker-sudo
RUN sudo apt-get install -y git
# ok: docker-sudo
RUN apt-get install -y git
# ok: docker-sudo
COPY sudo /etc/
# ruleid: docker-sudo-rule
RUN echo "web ALL=(ALL) NOPASSWD: ALL" >> /etc/sudoers
# ok: docker-sudo-rule
RUN echo "web ALL=(ALL) /usr/bin/reload" >> /etc/sudoers
# ok: docker-sudo-rule
RUN echo hello
# ruleid: docker-tls-verify-off
RUN wget --no-check-certificate https://example.com/a
# ruleid: docker-tls-verify-off
RUN npm config set strict-ssl false
# ruleid: docker-tls-verify-off
RUN pip install --trusted-host pypi.example.com flask
# ok: docker-tls-verify-off
RUN pip install flask
# ok: docker-tls-verify-off
RUN curl -sSLo /a https://example.com/kk
# ruleid: docker-unsigned-packages
RUN apt-get install -y --allow-unauthenticated git
# ok: docker-unsigned-packages
RUN apt-get install -y --no-install-recommends git
# ok: docker-unsigned-packages
RUN dnf install -y git
# ruleid: docker-plain-download
RUN curl -o /a http://example.com/a
# ok: docker-plain-download
RUN curl -o /a https://example.com/a
# ok: docker-plain-download
HEALTHCHECK CMD curl -f http://localhost:8080/
# ruleid: docker-remote-login
EXPOSE 22
# ok: docker-remote-login
EXPOSE 2222
# ok: docker-remote-login
EXPOSE 8080 443
# ruleid: docker-fixed-password
RUN echo "root:Tr0ub4dor" | chpasswd
# ok: docker-fixed-password
RUN echo "root:$PASSWORD" | chpasswd
# ok: docker-fixed-password
RUN passwd -l root
# ruleid: docker-copied-key
COPY id_rsa /root/.ssh/id_rsa
# ruleid: docker-copied-key
COPY .env /app/
# ok: docker-copied-key
COPY id_rsa.pub /home/web/keys
# ok: docker-copied-key
COPY .env.example /app/settings
# ruleid: docker-insecure-step
RUN --security=insecure make
# ok: docker-insecure-step
RUN --mount=type=cache,target=/c make
# ok: docker-insecure-step
RUN make
# ruleid: docker-setuid
RUN chmod u+s /usr/bin/find
# ok: docker-setuid
RUN chmod u+x /usr/bin/find
# ok: docker-setuid
RUN chmod 0755 /usr/bin/find
# ruleid: docker-address-password
RUN git clone https://robot:Tr0ub4dor@git.example.com/a.git
# ok: docker-address-password
RUN git clone https://git.example.com/a.git
# ok: docker-address-password
RUN git clone https://robot:${TOKEN}@git.example.com/a.git
ENTRYPOINT ["/start"]
# ruleid: docker-no-user
CMD ["serve"]
