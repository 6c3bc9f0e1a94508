# seccoder-example: 1
# title: Star a hiking trail and go back to the list in Rails
# guideline: Pass a requested return address through url_from, which accepts only the own host.
# cwe: CWE-601
# apis: ActionController::Redirecting#url_from, ActionController::Redirecting#redirect_to
# applies: rails
# --- secure ---
class TrailStarsController < ApplicationController
  before_action :authenticate_user!

  def create
    trail = Trail.published.find(params[:trail_id])
    current_user.trail_stars.create_or_find_by!(trail: trail)
    back = url_from(params[:back])
    redirect_to back || trail_path(trail), status: :see_other
  end
end
# --- vulnerable ---
class TrailStarsController < ApplicationController
  before_action :authenticate_user!

  def create
    trail = Trail.published.find(params[:trail_id])
    current_user.trail_stars.create_or_find_by!(trail: trail)
    back = params[:back].presence
    redirect_to back || trail_path(trail), status: :see_other, allow_other_host: true
  end
end
