find_files() {
  case $1 in
    *'**/'*) find . -type f \( -path "./${1%%'**/'*}${1#*'**/'}" -o -path "./${1%%'**/'*}*/${1#*'**/'}" \) ;;
    *) (IFS= && for file in $1; do if [ -f "$file" ]; then echo "$file"; fi; done) ;;
  esac
}
copy_files() ( # FROM TO PATTERN…: with the folders that the files are in
  mkdir -p "$2" && to=$(cd "$2" && pwd) && cd "$1" || exit 1
  from=$(pwd) && shift 2
  for pattern; do
    files=$(find_files "$pattern")
    [ "$files" ] || { echo "no file in $from matches $pattern" >&2 && exit 1; }
    echo "$files" | while IFS= read -r file; do
      mkdir -p "$to/$(dirname "$file")" && cp "$file" "$to/$file" || exit 1
    done || exit 1
  done
)
