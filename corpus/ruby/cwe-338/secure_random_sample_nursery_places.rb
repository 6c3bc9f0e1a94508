# seccoder-example: 1
# title: Draw kindergarten places by lot
# guideline: Draw lots with SecureRandom as the random source, not with a seeded generator.
# cwe: CWE-338, CWE-337
# apis: SecureRandom, Array#sample
# applies: standard library
# --- secure ---
require "json"
require "securerandom"
require "time"

class PlaceLottery
  def initialize(applicants, places)
    @applicants = applicants.uniq
    @places = places
  end

  def draw
    winners = @applicants.sample(@places, random: SecureRandom)
    { drawn_at: Time.now.utc.iso8601, winners: winners, waiting: waiting_list(winners) }
  end

  def publish(path)
    File.write(path, JSON.pretty_generate(draw), mode: File::WRONLY | File::CREAT | File::EXCL)
  end

  private

  def waiting_list(winners)
    (@applicants - winners).shuffle(random: SecureRandom)
  end
end
# --- vulnerable ---
require "json"
require "time"

class PlaceLottery
  def initialize(applicants, places)
    @applicants = applicants.uniq
    @places = places
    @random = Random.new(Time.now.to_i)
  end

  def draw
    winners = @applicants.sample(@places, random: @random)
    { drawn_at: Time.now.utc.iso8601, winners: winners, waiting: waiting_list(winners) }
  end

  def publish(path)
    File.write(path, JSON.pretty_generate(draw), mode: File::WRONLY | File::CREAT | File::EXCL)
  end

  private

  def waiting_list(winners)
    (@applicants - winners).shuffle(random: @random)
  end
end
