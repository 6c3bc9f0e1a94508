# seccoder-example: 1
# title: Save the set list of a concert in a band's folder
# guideline: Expand the full path and require the root folder as its prefix before writing.
# cwe: CWE-22
# apis: File.expand_path, String#start_with?
# applies: standard library
# --- secure ---
require "fileutils"

class SetListStore
  def initialize(root)
    @root = File.realpath(root)
  end

  # Names may contain folders, as in "2024/summer-tour/opening-night".
  def save(name, songs)
    path = File.expand_path("./#{name}.txt", @root)
    raise ArgumentError, "not a set list name" unless path.start_with?("#{@root}/")

    FileUtils.mkdir_p(File.dirname(path))
    File.write(path, songs.join("\n"), perm: 0o640)
    path.delete_prefix("#{@root}/")
  end
end
# --- vulnerable ---
require "fileutils"

class SetListStore
  def initialize(root)
    @root = File.realpath(root)
  end

  # Names may contain folders, as in "2024/summer-tour/opening-night".
  def save(name, songs)
    path = File.join(@root, "#{name}.txt")

    FileUtils.mkdir_p(File.dirname(path))
    File.write(path, songs.join("\n"), perm: 0o640)
    path.delete_prefix("#{@root}/")
  end
end
