# seccoder-example: 1
# title: Take tank levels from gauges and settings from a form in Rails
# guideline: Skip forgery protection only for actions that a bearer token authenticates, not a cookie.
# cwe: CWE-352
# apis: ActionController::RequestForgeryProtection::ClassMethods#skip_forgery_protection
# applies: rails
# --- secure ---
class TanksController < ApplicationController
  skip_forgery_protection only: :record_level
  before_action :authenticate_user!, except: :record_level
  before_action :authenticate_gauge, only: :record_level

  def update
    @tank = current_user.tanks.find(params[:id])
    if @tank.update(params.require(:tank).permit(:name, :alarm_below))
      redirect_to @tank, notice: "Saved."
    else
      render :edit, status: 422
    end
  end

  def record_level
    @gauge.levels.create!(litres: params.require(:litres))
    head :created
  end

  private

  def authenticate_gauge
    @gauge = authenticate_with_http_token do |token, _options|
      Gauge.find_by(token_digest: Digest::SHA256.hexdigest(token))
    end
    head :unauthorized if @gauge.nil?
  end
end
# --- vulnerable ---
class TanksController < ApplicationController
  skip_forgery_protection
  before_action :authenticate_user!, except: :record_level
  before_action :authenticate_gauge, only: :record_level

  def update
    @tank = current_user.tanks.find(params[:id])
    if @tank.update(params.require(:tank).permit(:name, :alarm_below))
      redirect_to @tank, notice: "Saved."
    else
      render :edit, status: 422
    end
  end

  def record_level
    @gauge.levels.create!(litres: params.require(:litres))
    head :created
  end

  private

  def authenticate_gauge
    @gauge = authenticate_with_http_token do |token, _options|
      Gauge.find_by(token_digest: Digest::SHA256.hexdigest(token))
    end
    head :unauthorized if @gauge.nil?
  end
end
