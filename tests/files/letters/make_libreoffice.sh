#!/usr/bin/env bash
# Makes the templates of LibreOffice again; its versions differ in bytes, so these are not compared.
set -euo pipefail
cd "$(dirname "$0")"
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
python3 generate.py --fodt "$made"
soffice "-env:UserInstallation=file://$made/profile" --headless --convert-to docx:"MS Word 2007 XML" --outdir . "$made"/*.fodt >/dev/null
