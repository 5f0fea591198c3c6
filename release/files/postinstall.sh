#!/bin/sh
# The user whom the server runs as, and the folder of its state. The server is not started: import first.
set -e
if command -v systemd-sysusers >/dev/null 2>&1; then
	systemd-sysusers /usr/lib/sysusers.d/blindmatch.conf
elif ! id -u blindmatch >/dev/null 2>&1; then
	useradd --system --user-group --no-create-home --home-dir /var/lib/blindmatch --shell /usr/sbin/nologin blindmatch
fi
if [ ! -d /var/lib/blindmatch ]; then
	install -d -o blindmatch -g blindmatch -m 0700 /var/lib/blindmatch
fi
if [ -d /run/systemd/system ]; then
	systemctl daemon-reload
	systemctl try-restart psi-server.service
fi
