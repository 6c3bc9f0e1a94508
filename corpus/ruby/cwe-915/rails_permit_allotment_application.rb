# seccoder-example: 1
# title: Apply for an allotment garden in Rails
# guideline: Permit exactly the attributes that the form offers; never permit all of them.
# cwe: CWE-915
# apis: ActionController::Parameters#permit, ActionController::Parameters#require
# applies: rails
# --- secure ---
class AllotmentApplicationsController < ApplicationController
  before_action :authenticate_user!

  def new
    @application = current_user.allotment_applications.new
  end

  # Queue position, plot and approval belong to the board.
  def create
    @application = current_user.allotment_applications.new(application_params)
    if @application.save
      redirect_to allotment_applications_path, notice: "We received your application."
    else
      render :new, status: 422
    end
  end

  private

  def application_params
    params.require(:allotment_application).permit(:plot_size, :reason, :shares_tools, crops: [])
  end
end
# --- vulnerable ---
class AllotmentApplicationsController < ApplicationController
  before_action :authenticate_user!

  def new
    @application = current_user.allotment_applications.new
  end

  # Queue position, plot and approval belong to the board.
  def create
    @application = current_user.allotment_applications.new(application_params)
    if @application.save
      redirect_to allotment_applications_path, notice: "We received your application."
    else
      render :new, status: 422
    end
  end

  private

  def application_params
    params.require(:allotment_application).permit!
  end
end
