# seccoder-example: 1
# title: Read an uploaded YAML rota of a festival's volunteers
# guideline: Load foreign YAML with safe_load and permit only the plain classes that it needs.
# cwe: CWE-502
# apis: Psych.safe_load
# applies: standard library
# --- secure ---
require "date"
require "yaml"

Shift = Struct.new(:date, :post, :people)

def read_rota(text)
  raise ArgumentError, "the rota is too large" if text.bytesize > 200_000

  entries = YAML.safe_load(text, permitted_classes: [Date])
  raise ArgumentError, "the rota must be a list" unless entries.is_a?(Array)

  entries.map do |entry|
    date, post, people = entry.values_at("date", "post", "people") if entry.is_a?(Hash)
    unless date.is_a?(Date) && post.is_a?(String) && people.is_a?(Array)
      raise ArgumentError, "a shift needs a date, a post and people"
    end
    Shift.new(date, post, people.map(&:to_s))
  end
end
# --- vulnerable ---
require "date"
require "yaml"

Shift = Struct.new(:date, :post, :people)

def read_rota(text)
  raise ArgumentError, "the rota is too large" if text.bytesize > 200_000

  entries = YAML.unsafe_load(text)
  raise ArgumentError, "the rota must be a list" unless entries.is_a?(Array)

  entries.map do |entry|
    date, post, people = entry.values_at("date", "post", "people") if entry.is_a?(Hash)
    unless date.is_a?(Date) && post.is_a?(String) && people.is_a?(Array)
      raise ArgumentError, "a shift needs a date, a post and people"
    end
    Shift.new(date, post, people.map(&:to_s))
  end
end
