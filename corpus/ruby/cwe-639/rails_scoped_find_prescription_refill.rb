# seccoder-example: 1
# title: Request the refill of one's own prescription in Rails
# guideline: Find records through the signed-in person's association, so that foreign ids are not found.
# cwe: CWE-639
# apis: ActiveRecord::FinderMethods#find, ActiveRecord::Associations::CollectionProxy
# applies: rails
# --- secure ---
class RefillsController < ApplicationController
  before_action :authenticate_patient!

  def create
    prescription = current_patient.prescriptions.find(params[:prescription_id])
    refill = prescription.with_lock do
      next if prescription.refills_left.zero?

      prescription.decrement!(:refills_left)
      prescription.refills.create!(requested_at: Time.current)
    end
    return head :conflict if refill.nil?

    render json: { id: refill.id, medicine: prescription.medicine }, status: :created
  end
end
# --- vulnerable ---
class RefillsController < ApplicationController
  before_action :authenticate_patient!

  def create
    prescription = Prescription.find(params[:prescription_id])
    refill = prescription.with_lock do
      next if prescription.refills_left.zero?

      prescription.decrement!(:refills_left)
      prescription.refills.create!(requested_at: Time.current)
    end
    return head :conflict if refill.nil?

    render json: { id: refill.id, medicine: prescription.medicine }, status: :created
  end
end
