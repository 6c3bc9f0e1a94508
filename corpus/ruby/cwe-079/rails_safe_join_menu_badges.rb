# seccoder-example: 1
# title: Show the allergens and the description of a dish in Rails
# guideline: Build markup with tag helpers and safe_join, and sanitize rich text instead of html_safe.
# cwe: CWE-79
# apis: ActionView::Helpers::OutputSafetyHelper#safe_join, ActionView::Helpers::SanitizeHelper#sanitize
# applies: rails
# --- secure ---
module MenuHelper
  RICH_TEXT_TAGS = %w[p em strong ul li br].freeze

  def allergen_badges(dish)
    badges = dish.allergens.map do |allergen|
      tag.span(allergen.name, class: "badge", title: allergen.note)
    end
    safe_join(badges, " ")
  end

  def dish_description(dish)
    tag.div(class: "description") do
      sanitize(dish.description, tags: RICH_TEXT_TAGS, attributes: [])
    end
  end
end
# --- vulnerable ---
module MenuHelper
  def allergen_badges(dish)
    badges = dish.allergens.map do |allergen|
      "<span class=\"badge\" title=\"#{allergen.note}\">#{allergen.name}</span>"
    end
    badges.join(" ").html_safe
  end

  def dish_description(dish)
    tag.div(class: "description") do
      dish.description.html_safe
    end
  end
end
