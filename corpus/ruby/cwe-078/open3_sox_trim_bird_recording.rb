# seccoder-example: 1
# title: Cut a clip out of a bird song recording with sox
# guideline: Give Open3 the program and each argument separately, so that no shell reads them.
# cwe: CWE-78
# apis: Open3.capture2e, Kernel#Float
# applies: standard library
# --- secure ---
require "open3"

class ClipError < StandardError; end

# The recorder names the source; the visitor types where the clip starts and how long it is.
def cut_clip(source, target, start, seconds)
  output, status = Open3.capture2e(
    "timeout", "60", "sox",
    "-t", "wav", File.expand_path(source), File.expand_path(target),
    "trim", Float(start).to_s, Float(seconds).to_s,
    stdin_data: ""
  )
  raise ClipError, output.lines.last.to_s.strip unless status.success?

  target
end
# --- vulnerable ---
require "open3"

class ClipError < StandardError; end

# The recorder names the source; the visitor types where the clip starts and how long it is.
def cut_clip(source, target, start, seconds)
  output, status = Open3.capture2e(
    "timeout 60 sox -t wav #{File.expand_path(source)} #{File.expand_path(target)} " \
    "trim #{start} #{seconds}",
    stdin_data: ""
  )
  raise ClipError, output.lines.last.to_s.strip unless status.success?

  target
end
