# seccoder-example: 1
# title: Search and sort the seed varieties of a nursery in Rails
# guideline: Pass values to where as bind values and escape LIKE wildcards; sort by known columns only.
# cwe: CWE-89
# apis: ActiveRecord::QueryMethods#where, ActiveRecord::Sanitization::ClassMethods#sanitize_sql_like
# applies: rails
# --- secure ---
class SeedVarietiesController < ApplicationController
  SORTABLE = { "name" => :name, "sowing" => :sow_month, "stock" => :packets }.freeze

  def index
    pattern = "%#{SeedVariety.sanitize_sql_like(params[:q].to_s)}%"
    column = SORTABLE.fetch(params[:sort], :name)
    direction = params[:dir] == "desc" ? :desc : :asc

    varieties = SeedVariety
      .where("name ILIKE :pattern OR latin_name ILIKE :pattern", pattern: pattern)
      .order(column => direction)
      .limit(100)
    render json: varieties.as_json(only: %i[id name latin_name sow_month packets])
  end
end
# --- vulnerable ---
class SeedVarietiesController < ApplicationController
  SORTABLE = { "name" => :name, "sowing" => :sow_month, "stock" => :packets }.freeze

  def index
    pattern = "%#{params[:q]}%"
    column = SORTABLE.fetch(params[:sort], :name)
    direction = params[:dir] == "desc" ? :desc : :asc

    varieties = SeedVariety
      .where("name ILIKE '#{pattern}' OR latin_name ILIKE '#{pattern}'")
      .order(column => direction)
      .limit(100)
    render json: varieties.as_json(only: %i[id name latin_name sow_month packets])
  end
end
