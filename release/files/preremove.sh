#!/bin/sh
# dpkg says remove or upgrade, rpm how many stay. The state, with the ledger, is left where it is.
set -e
case "$1" in
remove | 0)
	if [ -d /run/systemd/system ]; then
		systemctl disable --now psi-server.service
	fi
	;;
esac
